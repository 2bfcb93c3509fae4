/** Advice as workflow commands of GitHub Actions, which show it beside the lines of a pull request. */
import { safeText } from '../readable.ts'
import { type AdviceItem, openItems } from './advice-item.ts'

export function githubAnnotations(items: readonly AdviceItem[]): string {
  return openItems(items)
    .map(({ severity, rule, file, line, column, message, fix }) => {
      const command = severity === 'warning' ? 'warning' : 'notice'
      const place = { file, line, col: column, title: rule }
      return commandText(command, place, `${safeText(message)}\nfix: ${safeText(fix)}`)
    })
    .join('')
}

/** One command, with a line break; of the text only line breaks are kept among what cannot be seen. */
export function commandText(
  command: 'error' | 'warning' | 'notice' | 'info',
  properties: Readonly<Record<string, string | number>>,
  text: string,
): string {
  const given = Object.entries(properties).map(([name, value]) => `${name}=${property(String(value))}`)
  const shown = text.split('\n').map(safeText).join('\n')
  return `::${[command === 'info' ? 'notice' : command, given.join(',')].join(' ').trim()}::${data(shown)}\n`
}

/** Text behind the command: a line break would end it. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

/** A value before the colons, which commas and colons would end. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
