/** Documents of a YAML text, and the places of their values. */
import type { Document, Node, Pair, YAMLMap } from 'yaml'
import { Composer, isAlias, isMap, isPair, isScalar, isSeq, Lexer, Parser } from 'yaml'
import { LineTable } from './line-table.ts'
import { Located, type PathStep, type Place, type Source } from './located.ts'
import type { Report } from './report.ts'

/** Times that aliases may multiply what they stand for. */
const aliasCountMax = 100

/** Open collections within each other, at most; objects of Kubernetes have some twenty. */
const depthMax = 400

/** The documents of the text, empty ones left out. What is wrong with one of them is reported. */
export function yamlDocuments(name: string, text: string, report: Report): Located[] {
  const lines = new LineTable(text)
  const documents: Located[] = []
  const parsed = parseShallow(text)
  if ('tooDeepAt' in parsed) {
    reportSyntax(report, name, lines.place(parsed.tooDeepAt), `is nested more than ${depthMax} levels deep`)
    return []
  }
  for (const document of parsed) {
    for (const error of document.errors) {
      reportSyntax(report, name, lines.place(error.pos[0]), `is not valid YAML: ${error.message}`)
    }
    if (document.errors.length > 0) continue
    const source = new YamlSource(name, document, lines)
    try {
      const value: unknown = document.toJS({ maxAliasCount: aliasCountMax })
      if (value !== null && value !== undefined) documents.push(Located.root(value, source))
    } catch (error) {
      // Only aliases can fail here: the depth is checked.
      const reason = error instanceof Error ? error.message : String(error)
      report.error(
        'yaml-alias',
        { name, ...source.firstAlias() },
        `the aliases of this document cannot be followed: ${reason}; expected anchors that are defined before and expand at most ${aliasCountMax} times`,
        'write the values out instead of the aliases',
      )
    }
  }
  return documents
}

/**
 * The documents of a text, or the offset at which it nests too deeply: composing recurses, and a stack that runs out
 * inside the library cannot always be caught.
 */
export function parseShallow(text: string): Document.Parsed[] | { readonly tooDeepAt: number } {
  const parser = new Parser()
  const composer = new Composer({ merge: true, stringKeys: true, logLevel: 'silent' })
  const documents: Document.Parsed[] = []
  for (const lexeme of new Lexer().lex(text)) {
    for (const token of parser.next(lexeme)) documents.push(...composer.next(token))
    if (parser.stack.length > depthMax) return { tooDeepAt: parser.offset }
  }
  for (const token of parser.end()) documents.push(...composer.next(token))
  documents.push(...composer.end())
  return documents
}

function reportSyntax(report: Report, name: string, place: Place, found: string): void {
  report.error(
    'yaml-syntax',
    { name, ...place },
    `the document ${found}; expected YAML 1.2 as kubectl reads it`,
    'correct the indentation, quotes or brackets near this place',
  )
}

class YamlSource implements Source {
  readonly name: string
  private readonly document: Document.Parsed
  private readonly lines: LineTable

  constructor(name: string, document: Document.Parsed, lines: LineTable) {
    this.name = name
    this.document = document
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

  /** The place of the first alias of the document. */
  firstAlias(): Place {
    const found = findAlias(this.document.contents)
    return this.placeOf(found ?? this.document.contents ?? undefined)
  }

  private placeOf(node: Node | undefined): Place {
    return this.lines.place(node?.range?.[0] ?? this.document.range[0])
  }

  private member(holder: Node | undefined, step: PathStep): { key?: Node; value?: Node } | undefined {
    const node = isAlias(holder) ? holder.resolve(this.document) : holder
    if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step] as Node | undefined
      return item === undefined ? undefined : { key: item, value: item }
    }
    if (!isMap(node)) return undefined
    const pair = (node as YAMLMap<Node, Node | null>).items.find(
      (p) => isScalar(p.key) && String(p.key.value) === String(step),
    )
    if (pair !== undefined)
      return pair.value === null ? { key: pair.key } : { key: pair.key, value: pair.value }
    return this.mergedMember(node as YAMLMap<Node, Node | null>, step)
  }

  /** A key that `<<` brought in stands where the merged map defines it. */
  private mergedMember(
    map: YAMLMap<Node, Node | null>,
    step: PathStep,
  ): { key?: Node; value?: Node } | undefined {
    for (const pair of map.items) {
      if (!isScalar(pair.key) || String(pair.key.value) !== '<<' || pair.value === null) continue
      const parts = isSeq(pair.value) ? (pair.value.items as Node[]) : [pair.value]
      for (const part of parts) {
        const found = this.member(part, step)
        if (found !== undefined) return found
      }
    }
    return undefined
  }
}

function findAlias(node: Node | Pair | null | undefined): Node | undefined {
  if (node === null || node === undefined) return undefined
  if (isPair(node)) return findAlias(node.value as Node | null)
  if (isAlias(node)) return node
  if (isMap(node) || isSeq(node)) {
    for (const item of node.items) {
      const found = findAlias(item as Node | Pair)
      if (found !== undefined) return found
    }
  }
  return undefined
}
