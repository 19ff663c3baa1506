import { createContext, type ReactNode, use, useMemo } from 'react'
import { createIntl, createIntlCache, RawIntlProvider, useIntl } from 'react-intl'
import { en, type MessageId } from './en.ts'

/**
 * English words, with numbers as the reader writes them: `1.048.576 entries` in Germany. Plural forms follow the
 * words' language, digits stay Latin, as in the hashes and dates beside them.
 */
export function makeIntl(readerLocale: string) {
  const intl = createIntl({ locale: 'en', messages: en }, createIntlCache())
  const made = new Map<string, Intl.NumberFormat>()
  const numbers = (options: Intl.NumberFormatOptions = {}): Intl.NumberFormat => {
    const key = JSON.stringify(options)
    const format = made.get(key) ?? new Intl.NumberFormat(readerLocale, { ...options, numberingSystem: 'latn' })
    made.set(key, format)
    return format
  }
  // Messages reach for their number format here, with the locale of the words; this is where the two part.
  Object.assign(intl.formatters, {
    getNumberFormat: (_wordsLocale: string, options?: Intl.NumberFormatOptions) => numbers(options),
  })
  return { intl, numbers }
}

type Numbers = ReturnType<typeof makeIntl>['numbers']
const NumbersContext = createContext<Numbers>((options) => new Intl.NumberFormat('en', options))

interface ProviderProps {
  readonly readerLocale?: string
  readonly children: ReactNode
}

export function WordsProvider({ readerLocale = navigator.language, children }: ProviderProps) {
  const { intl, numbers } = useMemo(() => makeIntl(readerLocale), [readerLocale])
  return (
    <RawIntlProvider value={intl}>
      <NumbersContext value={numbers}>{children}</NumbersContext>
    </RawIntlProvider>
  )
}

export type TextValues = Readonly<Record<string, string | number>>
export type RichValues = Readonly<Record<string, ReactNode | ((chunks: ReactNode[]) => ReactNode)>>

/** A message as text. */
export type Words = (id: MessageId, values?: TextValues) => string

export function useWords(): Words {
  const intl = useIntl()
  return useMemo(() => (id, values) => intl.formatMessage({ id }, values), [intl])
}

/** A message with elements in it: `<Say id="x" values={{ hash: <Hash … /> }} />`. */
export function Say({ id, values }: { readonly id: MessageId; readonly values?: RichValues }) {
  const intl = useIntl()
  return <>{intl.formatMessage({ id }, values)}</>
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

export interface Figures {
  readonly count: (value: number) => string
  /** `412 MB`: decimal units (IEC 80000-13 keeps kB at 1,000), three figures. */
  readonly bytes: (value: number) => string
  readonly percent: (share: number) => string
  /** At most so many places. */
  readonly decimal: (value: number, digits: number) => string
}

/** Numbers as the reader writes them. */
export function useFigures(): Figures {
  const numbers = use(NumbersContext)
  return useMemo(
    () => ({
      count: (value) => numbers({ maximumFractionDigits: 0 }).format(value),
      bytes: (value) => {
        let scaled = value
        let unit = 0
        while (scaled >= 999.5 && unit < UNITS.length - 1) {
          scaled /= 1000
          unit++
        }
        const digits = unit === 0 || scaled >= 99.95 ? 0 : 1
        return `${numbers({ maximumFractionDigits: digits }).format(scaled)}\u00a0${UNITS[unit] ?? ''}`
      },
      percent: (share) => numbers({ style: 'percent', maximumFractionDigits: 0 }).format(share),
      decimal: (value, digits) => numbers({ maximumFractionDigits: digits }).format(value),
    }),
    [numbers],
  )
}
