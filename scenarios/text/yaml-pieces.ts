/**
 * The pieces into which kubectl cuts a text before it reads any of them as YAML, at lines that begin with `---`; of each piece it reads one
 * document. Lines end with \n here, whatever YAML takes for the end of a line. Source: k8s.io/apimachinery v0.36
 * pkg/util/yaml/decoder.go, YAMLReader and LineReader.
 */

/** Offsets in the text. */
export type Piece = { readonly start: number; readonly end: number }

/** A line that begins with `---` and says more, which kubectl refuses. */
export type BadSeparator = { readonly offset: number; readonly rest: string }

const mark = '\ufeff'
/** What Go takes for space, which is not quite what JavaScript does. */
const goSpace = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/

export function piecesOf(text: string): { readonly pieces: Piece[]; readonly bad: BadSeparator[] } {
  const pieces: Piece[] = []
  const bad: BadSeparator[] = []
  let start = 0
  for (let at = text.startsWith('---') ? 0 : nextLine(text, 0); at < text.length; at = nextLine(text, at)) {
    const lineEnd = endOfLine(text, at)
    const rest = text.slice(at + 3, lineEnd).replace(goSpace, '')
    if (rest !== '' && !rest.startsWith('#')) bad.push({ offset: at, rest })
    // The first --- of all, before which there is nothing, is part of its piece.
    if (start === at) continue
    pieces.push({ start, end: at })
    start = lineEnd + 1
  }
  if (start < text.length) pieces.push({ start, end: text.length })
  return { pieces: pieces.map((piece) => withoutMark(text, piece)), bad }
}

/** The next line that begins with `---`. */
function nextLine(text: string, from: number): number {
  const found = text.indexOf('\n---', from)
  return found < 0 ? text.length : found + 1
}

function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from)
  return found < 0 ? text.length : found
}

/** Without the byte order mark that begins a piece where files were joined. */
function withoutMark(text: string, { start, end }: Piece): Piece {
  return { start: text[start] === mark && start < end ? start + 1 : start, end }
}

/** The text with \n for every character that ends a line in YAML 1.1, each where it was; \r\n stays. */
export function withLineEnds(text: string): string {
  return /\r(?!\n)|[\u0085\u2028\u2029]/.test(text)
    ? text.replace(/\r(?!\n)|[\u0085\u2028\u2029]/g, '\n')
    : text
}
