/** What `parseJson` returns. Objects have no prototype: a member named `__proto__` or `toString` is a member like any other. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject
export interface JsonObject {
  readonly [name: string]: JsonValue
}

/** Nesting of arrays and objects that we follow: a line of 64 KiB could nest 32,000 deep, nothing we read needs ten. */
export const MAX_JSON_DEPTH = 64

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
