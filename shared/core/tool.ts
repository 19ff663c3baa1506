/** Who made a document: the first member of every JSON document the program writes. A test compares it with package.json. */
export const TOOL = { name: 'plainview', version: '0.1.0' } as const
