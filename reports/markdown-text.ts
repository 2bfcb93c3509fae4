/** Text of inputs within Markdown. */
import { safeText } from './readable.ts'

/** Text that can neither end a cell nor start markup. */
export function markdownText(text: string): string {
  return safeText(text).replace(/[\\|`*_<>[\]]/g, '\\$&')
}
