import { createContext, type ReactNode, use, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'

/** Something the reader can do by name (palette) and, where it has keys, by keyboard. */
export interface Command {
  readonly id: string
  readonly label: string
  /** Heading in the palette and in the list of shortcuts. */
  readonly group: string
  /** `n`, or `g v` for one after the other. */
  readonly keys?: string
  /** Left out for keys that only work where the focus is: listed among the shortcuts, nowhere else. */
  readonly run?: () => void
}

/** Makes commands out of what was typed: "402117" -> open that entry. */
export type Finder = (typed: string) => readonly Command[]

interface Registry {
  readonly commands: Map<string, readonly Command[]>
  readonly finders: Map<string, Finder>
}
interface Value {
  readonly registry: Registry
  readonly list: () => readonly Command[]
  readonly find: (typed: string) => readonly Command[]
}

const emptyRegistry = (): Registry => ({ commands: new Map(), finders: new Map() })
const Context = createContext<Value>({ registry: emptyRegistry(), list: () => [], find: () => [] })
export const useCommandList = (): Pick<Value, 'list' | 'find'> => use(Context)

/** Offers commands for as long as the calling screen is shown. `source` names the caller. */
export function useCommands(source: string, commands: readonly Command[], finder?: Finder): void {
  const { registry } = use(Context)
  useEffect(() => {
    registry.commands.set(source, commands)
    if (finder) registry.finders.set(source, finder)
    return () => {
      registry.commands.delete(source)
      registry.finders.delete(source)
    }
  })
}

/** Keys belong to what is being typed in, never to a shortcut. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type))
  )
}

/** The second key of `g v` must come within this time. */
const SEQUENCE_MS = 1200

interface ProviderProps {
  readonly children: ReactNode
  /** Shortcuts of plain letters are on. */
  readonly letterKeys: boolean
  readonly onPalette: () => void
  readonly onShortcuts: () => void
}

export function CommandsProvider({ children, letterKeys, onPalette, onShortcuts }: ProviderProps) {
  const [registry] = useState(emptyRegistry)
  const pending = useRef<{ readonly key: string; readonly at: number } | null>(null)
  const value = useMemo<Value>(() => {
    const list = () => [...registry.commands.values()].flat()
    const find = (typed: string) => [...registry.finders.values()].flatMap((finder) => finder(typed))
    return { registry, list, find }
  }, [registry])

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault()
      onPalette()
      return
    }
    const held = event.ctrlKey || event.metaKey || event.altKey
    if (!letterKeys || held || event.defaultPrevented || isTyping(event.target)) return
    if (document.querySelector('dialog[open]') !== null) return
    if (event.key === '?') {
      event.preventDefault()
      onShortcuts()
      return
    }
    const before = pending.current
    const first = before !== null && event.timeStamp - before.at < SEQUENCE_MS ? `${before.key} ` : ''
    const commands = value.list().filter(({ run }) => run !== undefined)
    const command =
      commands.find(({ keys }) => keys === first + event.key) ?? commands.find(({ keys }) => keys === event.key)
    pending.current = null
    if (command) {
      event.preventDefault()
      command.run?.()
    } else if (commands.some(({ keys }) => keys?.startsWith(`${event.key} `))) {
      pending.current = { key: event.key, at: event.timeStamp }
    }
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])

  return <Context value={value}>{children}</Context>
}
