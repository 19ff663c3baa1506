export function isOlder(version: string, wanted: string): boolean
