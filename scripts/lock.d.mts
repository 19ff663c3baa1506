export function withLock<T>(path: string, timeoutMs: number, work: () => Promise<T>): Promise<T>
