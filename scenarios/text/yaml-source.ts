/** Documents of a YAML text, and the places of their values. */
import type { Document, Node } from 'yaml'
import { Composer, isMap, isSeq, Lexer, Parser } from 'yaml'
import { LineTable } from './line-table.ts'
import { Located, type PathStep, type Place, type Source, shown } from './located.ts'
import { warnOfRepeatedKey } from './repeated-key.ts'
import type { NamedPlace, Report } from './report.ts'
import { type BadSeparator, piecesOf, withLineEnds } from './yaml-pieces.ts'
import { type LostKey, YamlProblem, YamlValue } from './yaml-value.ts'

/** Open collections within each other, at most; objects of Kubernetes have some twenty. */
const depthMax = 400

/**
 * The documents of the text, empty ones left out. What is wrong with one of them is reported.
 * @param slipsMax slips of syntax that are reported of each document: what comes behind the first is most often its echo.
 */
export function yamlDocuments(name: string, text: string, report: Report, slipsMax = 1): Located[] {
  const { pieces, bad } = piecesOf(text)
  const ended = withLineEnds(text)
  const lines = new LineTable(ended)
  checkCharacters(name, ended, lines, report)
  for (const separator of bad) reportSeparator(report, name, lines, separator)
  const documents: Located[] = []
  for (const { start, end } of pieces) {
    const parsed = parseShallow(ended.slice(start, end), start)
    if ('tooDeepAt' in parsed) {
      reportSyntax(report, name, lines.place(parsed.tooDeepAt), `is nested more than ${depthMax} levels deep`)
      return []
    }
    checkStart(name, ended, start, lines, report)
    for (const [index, document] of parsed.entries()) {
      const decoded = new YamlValue(document, ended)
      const source = new YamlSource(name, document, decoded, lines)
      if (index > 0 && !decoded.isOwn) {
        if (document.contents !== null) warnOfUnread(report, { name, ...source.place([], 'value') })
        continue
      }
      for (const error of document.errors.slice(0, slipsMax))
        reportSyntax(report, name, lines.place(error.pos[0]), `is not valid YAML: ${error.message}`)
      if (document.errors.length > 0) continue
      try {
        const value = decoded.read()
        if (value === null || value === undefined) continue
        documents.push(Located.root(value, source))
      } catch (error) {
        if (!(error instanceof YamlProblem)) throw error
        reportProblem(report, { name, ...source.placeOf(error.node) }, error)
      }
      for (const lost of decoded.lostKeys) warnOfLostKey(report, { name, ...source.placeOf(lost.key) }, lost)
    }
  }
  return documents
}

/** What YAML has before a document and kubectl refuses: it cuts off the line --- that a directive needs. */
function checkStart(name: string, text: string, start: number, lines: LineTable, report: Report): void {
  const begin = /(?:[ \t]*(?:#[^\n]*)?\r?\n)*/y
  begin.lastIndex = start
  begin.exec(text)
  const at = begin.lastIndex
  if (text[at] === '%')
    reportSyntax(
      report,
      name,
      lines.place(at),
      'begins with a directive, which kubectl refuses: it reads what stands between lines ---',
      'delete the line',
    )
  else if (/^\.\.\.\s/.test(text.slice(at, at + 4)))
    reportSyntax(report, name, lines.place(at), 'ends with ... before it begins', 'delete the line')
}

function warnOfUnread(report: Report, place: NamedPlace): void {
  report.warn(
    'document-unread',
    place,
    'the document is left out; expected a line "---" before it that ends with \\n, since kubectl reads one document between such lines',
    'write --- on a line of its own before the document',
  )
}

/** Characters that YAML does not take, not even in quotes. */
function checkCharacters(name: string, text: string, lines: LineTable, report: Report): void {
  const offset = text.search(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/u)
  if (offset >= 0)
    reportSyntax(
      report,
      name,
      lines.place(offset),
      'holds a control character, which YAML does not allow',
      'delete the character, or name a text file',
    )
}

function reportSeparator(
  report: Report,
  name: string,
  lines: LineTable,
  { offset, rest }: BadSeparator,
): void {
  const found = `has the separator "--- ${rest.trim().slice(0, 40)}"`
  reportSyntax(
    report,
    name,
    lines.place(offset),
    `${found}, and kubectl refuses all but a comment behind ---`,
    'write --- on a line of its own, and the rest behind it on the next line',
  )
}

/**
 * The documents of a text, or the offset at which it nests too deeply: composing recurses, and a stack that runs out
 * inside the library cannot always be caught.
 * @param start the offset of the text in its file, from which places count.
 */
export function parseShallow(text: string, start = 0): Document.Parsed[] | { readonly tooDeepAt: number } {
  const parser = new Parser()
  parser.offset = start
  // Scalars are resolved by YamlValue: all that the library does is to find the nodes.
  const composer = new Composer({
    version: '1.1',
    schema: 'failsafe',
    resolveKnownTags: false,
    uniqueKeys: false,
    logLevel: 'silent',
  })
  const documents: Document.Parsed[] = []
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token))
    if (parser.stack.length > depthMax) return { tooDeepAt: parser.offset }
  }
  for (const token of parser.end()) documents.push(...composer.next(token))
  documents.push(...composer.end())
  return documents
}

function reportSyntax(
  report: Report,
  name: string,
  place: Place,
  found: string,
  fix = 'correct the indentation, quotes or brackets near this place',
): void {
  report.error(
    'yaml-syntax',
    { name, ...place },
    `the document ${found}; expected YAML as kubectl reads it`,
    fix,
  )
}

function reportProblem(report: Report, place: NamedPlace, { message, isAlias }: YamlProblem): void {
  if (isAlias)
    report.error(
      'yaml-alias',
      place,
      `the aliases of this document cannot be followed: ${message}; expected anchors that are defined before and do not contain themselves`,
      'write the values out instead of the aliases',
    )
  else
    report.error(
      'yaml-syntax',
      place,
      `the document cannot be decoded: ${message}; expected values that JSON has`,
      'correct the value, or put it in quotes',
    )
}

function warnOfLostKey(report: Report, place: NamedPlace, { name, isMerged }: LostKey): void {
  if (!isMerged) warnOfRepeatedKey(place, name, report)
  else
    report.warn(
      'key-repeated',
      place,
      `the key ${shown(name)} stands before a << that has it too; expected it behind, since kubectl takes the merged one`,
      'move the key behind <<',
    )
}

class YamlSource implements Source {
  readonly name: string
  private readonly document: Document.Parsed
  private readonly decoded: YamlValue
  private readonly lines: LineTable

  constructor(name: string, document: Document.Parsed, decoded: YamlValue, lines: LineTable) {
    this.name = name
    this.document = document
    this.decoded = decoded
    this.lines = lines
  }

  place(path: readonly PathStep[], part: 'key' | 'value'): Place {
    let key: Node | undefined
    let value: Node | undefined = this.document.contents ?? undefined
    for (const step of path) {
      const pair = this.member(value, step)
      if (pair === undefined) return this.placeOf(key ?? value)
      key = pair.key
      value = pair.value
    }
    return this.placeOf(part === 'key' ? (key ?? value) : (value ?? key))
  }

  placeOf(node: Node | undefined): Place {
    return this.lines.place(node?.range?.[0] ?? this.document.range[0])
  }

  private member(holder: Node | undefined, step: PathStep): { key?: Node; value?: Node } | undefined {
    const node = this.decoded.target(holder)
    if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step] as Node | undefined
      return item === undefined ? undefined : { key: item, value: item }
    }
    const pair = isMap(node) ? this.decoded.pairOf(node, String(step)) : undefined
    if (pair === undefined) return undefined
    return pair.value === null ? { key: pair.key } : { key: pair.key, value: pair.value }
  }
}
