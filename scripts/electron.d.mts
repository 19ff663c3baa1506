export function findElectron(): string | null
export function whyNoWindow(): string | null
export function ensureElectron(): Promise<string | null>
