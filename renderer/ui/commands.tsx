import {
  createContext,
  type ReactNode,
  use,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'

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

/** What the screens on show offer. Kept outside React's state: it changes with every render of a screen. */
interface Registry {
  readonly commands: Map<string, readonly Command[]>
  readonly finders: Map<string, Finder>
  readonly listeners: Set<() => void>
  /** Counts changes. */
  version: number
}

const emptyRegistry = (): Registry => ({ commands: new Map(), finders: new Map(), listeners: new Set(), version: 0 })
const listOf = ({ commands }: Registry): readonly Command[] => [...commands.values()].flat()

function announceChange(registry: Registry): void {
  registry.version++
  for (const listener of registry.listeners) listener()
}

const Context = createContext<Registry>(emptyRegistry())

/** Every command there is now, and a way to make some out of what was typed; follows what the screens offer. */
export function useCommandList() {
  const registry = use(Context)
  const version = useSyncExternalStore(
    (listener) => {
      registry.listeners.add(listener)
      return () => void registry.listeners.delete(listener)
    },
    () => registry.version,
  )
  return useMemo(
    () => ({
      version,
      list: listOf(registry),
      find: (typed: string) => [...registry.finders.values()].flatMap((finder) => finder(typed)),
    }),
    [registry, version],
  )
}

/** Offers commands for as long as the calling screen is shown. `source` names the caller. */
export function useCommands(source: string, commands: readonly Command[], finder?: Finder): void {
  const registry = use(Context)
  useEffect(() => {
    registry.commands.set(source, commands)
    if (finder) registry.finders.set(source, finder)
    announceChange(registry)
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
    const commands = listOf(registry).filter(({ run }) => run !== undefined)
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

  return <Context value={registry}>{children}</Context>
}
