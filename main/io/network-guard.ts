/**
 * Shuts the network for this process. Plainview works offline by promise; this makes a connection that anything in the
 * program (a library included) tries to open fail at once, and counts it.
 *
 * Outgoing TCP goes through `net.Socket.prototype.connect` whatever the client is (http, https, http2, tls, fetch);
 * datagrams through `dgram`. Pipes and local sockets stay open, and so does listening.
 */
import { Socket as DatagramSocket } from 'node:dgram'
import { Socket } from 'node:net'

/** @param onAttempt told of each refused connection, as "host:port" */
export function shutNetwork(onAttempt: (target: string) => void): { readonly open: () => void } {
  const { connect } = Socket.prototype
  const { connect: connectDatagram, send } = DatagramSocket.prototype
  const refusal = (target: string) => Object.assign(new Error(`network is blocked: ${target}`), { code: 'ENETBLOCKED' })

  Socket.prototype.connect = function refuse(this: Socket, ...args: unknown[]) {
    const pipe = pipeOf(args)
    if (pipe) return Reflect.apply(connect, this, args)
    const target = targetOf(args)
    onAttempt(target)
    process.nextTick(() => this.destroy(refusal(target)))
    return this
  } as typeof connect
  DatagramSocket.prototype.connect = ((...args: unknown[]) => {
    onAttempt(targetOf(args))
    throw refusal(targetOf(args))
  }) as typeof connectDatagram
  DatagramSocket.prototype.send = ((...args: unknown[]) => {
    const target = `datagram to ${args.filter((arg) => typeof arg === 'string' || typeof arg === 'number').join(':')}`
    onAttempt(target)
    throw refusal(target)
  }) as typeof send
  return {
    open: () => {
      Object.assign(Socket.prototype, { connect })
      Object.assign(DatagramSocket.prototype, { connect: connectDatagram, send })
    },
  }
}

interface ConnectOptions {
  readonly path?: unknown
  readonly host?: unknown
  readonly port?: unknown
}

/** `net` itself passes one array of normalised arguments; callers pass (options), (port, host) or (path). */
function firstOf(args: readonly unknown[]): readonly unknown[] {
  return Array.isArray(args[0]) ? args[0] : args
}

function pipeOf(args: readonly unknown[]): boolean {
  const [first] = firstOf(args)
  if (typeof first === 'string') return !/^\d+$/.test(first)
  return typeof first === 'object' && first !== null && typeof (first as ConnectOptions).path === 'string'
}

function targetOf(args: readonly unknown[]): string {
  const [first, second] = firstOf(args)
  const { host, port } =
    typeof first === 'object' && first !== null ? (first as ConnectOptions) : { port: first, host: second }
  return `${typeof host === 'string' ? host : 'localhost'}:${String(port)}`
}
