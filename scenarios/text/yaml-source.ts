/** Documents of a YAML text, and the places of their values. */
import type { Document, Node, Pair, YAMLMap } from 'yaml'
import { isAlias, isMap, isPair, isScalar, isSeq, parseAllDocuments } from 'yaml'
import { LineTable } from './line-table.ts'
import { Located, type PathStep, type Place, type Source } from './located.ts'
import type { Report } from './report.ts'

/** Times that aliases may multiply what they stand for. */
const aliasCountMax = 100

/** The documents of the text, empty ones left out. What is wrong with one of them is reported. */
export function yamlDocuments(name: string, text: string, report: Report): Located[] {
  const lines = new LineTable(text)
  const documents: Located[] = []
  let parsed: Document.Parsed[]
  try {
    parsed = parseAllDocuments(text, {
      merge: true,
      stringKeys: true,
      prettyErrors: false,
      logLevel: 'silent',
    }) as Document.Parsed[]
  } catch (error) {
    // The parser recurses: a text of a hundred thousand open brackets ends here.
    reportSyntax(
      report,
      name,
      lines.place(0),
      `cannot be read: ${error instanceof RangeError ? 'it is nested too deeply' : String(error)}`,
    )
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
      if (error instanceof ReferenceError) {
        report.error(
          'yaml-alias',
          { name, ...source.firstAlias() },
          `the aliases of this document cannot be followed: ${error.message}; expected anchors that are defined before and expand at most ${aliasCountMax} times`,
          'write the values out instead of the aliases',
        )
      } else
        reportSyntax(report, name, lines.place(document.range[0]), 'cannot be read: it is nested too deeply')
    }
  }
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
