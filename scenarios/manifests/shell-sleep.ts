/**
 * How long a command of a hook sleeps (K2), as far as its words tell. A shell that does other things too takes at least as long as the sleeps
 * that are sure to run one after the other: not those in a loop, a condition or the background, nor behind `||`.
 */

/** Longest sleep that counts: beyond it microseconds would not be exact. */
const usMax = 9e15

const unitUs: Readonly<Record<string, number>> = { '': 1e6, s: 1e6, m: 60e6, h: 3_600e6, d: 86_400e6 }

export type Sleep = {
  /** `Infinity` for `sleep infinity`. */
  readonly us: number
  /** The command does other things too. */
  readonly isAtLeast: boolean
}

/** The sleep of a command; undefined where its words tell of none. */
export function sleepOf(command: readonly string[]): Sleep | undefined {
  const script = shellScript(command)
  if (script === undefined) return exactSleep(command)
  const alone = exactSleep(wordsOf(script))
  if (alone !== undefined) return alone
  const us = sureSleepUs(script)
  return us > 0 ? { us, isAtLeast: true } : undefined
}

/** What `sh -c` is given; undefined if the command is no such call. */
function shellScript([shell, ...rest]: readonly string[]): string | undefined {
  if (shell === undefined || !/^(.*\/)?(ba|da|a|z|k)?sh$/.test(shell)) return undefined
  const flag = rest.findIndex((word) => /^-[a-z]*c$/.test(word))
  const areFlags = rest.slice(0, Math.max(0, flag)).every((word) => word.startsWith('-'))
  return flag >= 0 && areFlags ? rest[flag + 1] : undefined
}

function exactSleep(words: readonly string[]): Sleep | undefined {
  const us = sleepUs(words)
  return us === undefined ? undefined : { us, isAtLeast: false }
}

/** `sleep 5`, `/bin/sleep 1m 30s`: the sum of its words. */
function sleepUs(words: readonly string[]): number | undefined {
  const [command, ...times] = words[0] === 'exec' ? words.slice(1) : words
  if (command === undefined || !/^(\/usr)?(\/bin\/)?sleep$/.test(command) || times.length === 0)
    return undefined
  let sumUs = 0
  for (const time of times) {
    const found = /^(\d+(?:\.\d*)?|\.\d+)([smhd]?)$/.exec(time)
    if (found !== null) sumUs += Math.round(Number(found[1]) * unitUs[found[2]])
    else if (/^inf(inity)?$/.test(time)) sumUs = Infinity
    else return undefined
  }
  return sumUs <= usMax || sumUs === Infinity ? sumUs : undefined
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}

const opens = new Set(['if', 'while', 'until', 'for', 'case', 'select'])
const closes = new Set(['fi', 'done', 'esac'])
const introduces = new Set(['then', 'do', 'else', '{', '}'])

/** What the shell surely sleeps: commands one after the other, up to where it leaves. */
function sureSleepUs(script: string): number {
  let sumUs = 0
  let depth = 0
  let isSure = true
  for (const { words, end } of commandsOf(script)) {
    const [first] = words
    if (opens.has(first)) depth++
    const command = words.filter((word) => !introduces.has(word))
    if (depth === 0 && isSure) {
      if (first === 'exit' || first === 'return') break
      if (end !== '&') sumUs += sleepUs(command) ?? 0
      if (command[0] === 'exec') break
    }
    if (closes.has(first)) depth--
    // Behind `||` stands what runs only if something fails.
    isSure = end === '||' ? false : end === '&&' || end === '|' ? isSure : true
  }
  return sumUs
}

/** Simple commands and what ends each. What stands in quotes or parentheses, and comments, is one word without meaning. */
function commandsOf(script: string): { words: string[]; end: string }[] {
  const plain = script
    .replace(/\\\r?\n/g, ' ')
    .replace(/'[^']*'|"(?:[^"\\]|\\.)*"|`[^`]*`/g, ' _ ')
    .replace(/(^|\s)#[^\n]*/g, '$1')
  const flat = withoutParentheses(plain)
  const parts = flat.split(/(&&|\|\||;;|[;&|\n])/)
  const commands: { words: string[]; end: string }[] = []
  for (let at = 0; at < parts.length; at += 2) {
    const words = wordsOf(parts[at])
    if (words.length > 0) commands.push({ words, end: parts[at + 1] ?? '' })
  }
  return commands
}

function withoutParentheses(text: string): string {
  let flat = text
  for (let before = ''; flat !== before; ) {
    before = flat
    flat = flat.replace(/\$?\([^()]*\)/g, ' _ ')
  }
  return flat
}
