/** What Node has without an import. */
export { Buffer } from 'buffer'

export const process = { cwd: (): string => '/' }
