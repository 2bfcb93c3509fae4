/** From the nodes of a YAML document to its value, as kubectl decodes it. Source: go.yaml.in/yaml/v2 2.4.3, decode.go. */
import type { Alias, Document, Node, Pair, Scalar, YAMLMap } from 'yaml'
import { isAlias, isMap, isScalar, isSeq } from 'yaml'
import { plainValue, taggedValue } from './yaml-scalar.ts'

/** Values within each other, at most, those that aliases bring in included. */
const depthMax = 1000

/** Versions of probestorm's own documents. */
const ownVersion = /^probestorm\.dev\//

/** What cannot be decoded, and where. */
export class YamlProblem extends Error {
  readonly node: Node | undefined
  readonly isAlias: boolean
  constructor(message: string, node: Node | undefined, isAliasProblem: boolean) {
    super(message)
    this.node = node
    this.isAlias = isAliasProblem
  }
}

/** A key whose value does not count, since another one of the same name comes behind it. */
export type LostKey = { readonly key: Node; readonly name: string; readonly isMerged: boolean }

export class YamlValue {
  readonly lostKeys: LostKey[] = []
  private readonly contents: Node | null
  private readonly text: string
  private readonly targets = new Map<Alias, Node>()
  private readonly open = new Set<Alias>()
  private decoded = 0
  private decodedByAlias = 0
  private depth = 0
  /** A document of probestorm, which kubectl never reads. */
  readonly isOwn: boolean

  /** @param text the text from which the offsets of the nodes count. */
  constructor(document: Document, text: string) {
    this.text = text
    this.contents = document.contents as Node | null
    if (this.contents !== null) this.findTargets(this.contents, new Map())
    this.isOwn = ownVersion.test(apiVersionOf(this.contents))
  }

  /** @throws YamlProblem */
  read(): unknown {
    return this.contents === null ? undefined : this.decode(this.contents)
  }

  /** The node behind aliases; undefined for an alias without an anchor. */
  target(node: Node | undefined): Node | undefined {
    return isAlias(node) ? this.targets.get(node) : node
  }

  /** The pair of a map that gives a key its value; pairs that `<<` brings in included. */
  pairOf(map: YAMLMap, name: string): Pair<Node, Node | null> | undefined {
    for (const pair of (map.items as Pair<Node, Node | null>[]).toReversed()) {
      if (isMergeKey(pair.key)) {
        for (const part of this.mergedMaps(pair.value)) {
          const found = this.pairOf(part, name)
          if (found !== undefined) return found
        }
      } else if (this.nameOf(pair.key, map) === name) return pair
    }
    return undefined
  }

  private decode(node: Node): unknown {
    this.count(node)
    if (++this.depth > depthMax)
      throw new YamlProblem(`values are nested more than ${depthMax} levels deep`, node, this.open.size > 0)
    const value = this.valueOf(node)
    this.depth--
    return value
  }

  private valueOf(node: Node): unknown {
    if (isAlias(node)) return this.within(node, (target) => this.decode(target))
    if (isMap(node)) return this.decodeMap(node as YAMLMap<Node, Node | null>)
    if (isSeq(node)) {
      if (node.flow === true) checkPlain(node.items as (Node | null)[])
      return (node.items as (Node | null)[]).map((item) => (item === null ? null : this.decode(item)))
    }
    return scalarOf(node, this.isOwn)
  }

  /** What comes later wins: that is how `<<` wins over keys before it. */
  private decodeMap(map: YAMLMap<Node, Node | null>): Record<string, unknown> {
    const out: Record<string, unknown> = {}
    const own = new Map<string, Node>()
    if (map.flow === true) checkPlain(map.items.flatMap(({ key, value }) => [key, value]))
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) {
        this.merge(key, value, out, own)
        continue
      }
      const name = this.keyOf(key, this.decode(key), map)
      const before = own.get(name)
      if (before !== undefined) this.lostKeys.push({ key: before, name, isMerged: false })
      own.set(name, key)
      put(out, name, value === null ? null : this.decode(value))
    }
    return out
  }

  private merge(
    key: Node,
    value: Node | null,
    out: Record<string, unknown>,
    own: ReadonlyMap<string, Node>,
  ): void {
    const parts = isSeq(value) ? (value.items as (Node | null)[]).toReversed() : [value]
    for (const part of parts) {
      if (part === null || !isMap(this.target(part)))
        throw new YamlProblem('map merge requires map or sequence of maps as the value', part ?? key, false)
      for (const [name, merged] of Object.entries(this.decode(part) as Record<string, unknown>)) {
        const before = own.get(name)
        if (before !== undefined && out[name] !== merged)
          this.lostKeys.push({ key: before, name, isMerged: true })
        put(out, name, merged)
      }
    }
  }

  private within<T>(alias: Alias, read: (target: Node) => T): T {
    const target = this.targets.get(alias)
    if (target === undefined)
      throw new YamlProblem(`unknown anchor '${alias.source}' referenced`, alias, true)
    if (this.open.has(alias))
      throw new YamlProblem(`anchor '${alias.source}' value contains itself`, alias, true)
    this.open.add(alias)
    const value = read(target)
    this.open.delete(alias)
    return value
  }

  private count(node: Node): void {
    this.decoded++
    if (this.open.size > 0) this.decodedByAlias++
    if (this.decodedByAlias <= 100 || this.decoded <= 1000) return
    if (this.decodedByAlias / this.decoded > aliasShareMax(this.decoded))
      throw new YamlProblem('document contains excessive aliasing', [...this.open][0] ?? node, true)
  }

  /** Aliases stand for the last anchor of their name before them. */
  private findTargets(node: Node, anchors: Map<string, Node>): void {
    if (isAlias(node)) {
      const target = anchors.get(node.source)
      if (target !== undefined) this.targets.set(node, target)
      return
    }
    if ('anchor' in node && node.anchor !== undefined) anchors.set(node.anchor, node)
    if (isSeq(node))
      for (const item of node.items as (Node | null)[]) if (item !== null) this.findTargets(item, anchors)
    if (!isMap(node)) return
    for (const { key, value } of node.items as Pair<Node, Node | null>[]) {
      this.findTargets(key, anchors)
      if (value !== null) this.findTargets(value, anchors)
    }
  }

  private mergedMaps(value: Node | null): YAMLMap[] {
    const parts = isSeq(value) ? (value.items as Node[]) : [value ?? undefined]
    return parts.map((part) => this.target(part)).filter((part) => isMap(part))
  }

  private nameOf(key: Node, map: YAMLMap): string | undefined {
    const target = this.target(key)
    return isScalar(target) ? this.keyOf(key, scalarOf(target, this.isOwn), map) : undefined
  }

  /** Within braces a colon without space behind it belongs to a plain key: `{a:}` has the key `a:`. */
  private keyOf(key: Node, value: unknown, map: YAMLMap): string {
    const end = key.range?.[1] ?? 0
    const hasColon = map.flow === true && isPlain(key) && /^:[,\]}]/.test(this.text.slice(end, end + 2))
    return hasColon ? `${key.source}:` : keyText(value, key)
  }
}

/** Part of what is decoded that aliases may bring in: 99 % of small documents, 10 % of very large ones. */
function aliasShareMax(decoded: number): number {
  const [low, high] = [400_000, 4_000_000]
  if (decoded <= low) return 0.99
  return decoded >= high ? 0.1 : 0.99 - 0.89 * ((decoded - low) / (high - low))
}

const isPlain = (node: Node | null): node is Scalar => isScalar(node) && node.type === 'PLAIN'

/** Within braces and brackets a plain text does not begin with a colon. */
function checkPlain(nodes: readonly (Node | null)[]): void {
  for (const node of nodes)
    if (isPlain(node) && node.source?.startsWith(':'))
      throw new YamlProblem(
        `${JSON.stringify(node.source)} within brackets or braces begins with a colon`,
        node,
        false,
      )
}

function isMergeKey(key: Node): boolean {
  if (!isScalar(key) || key.source !== '<<') return false
  return key.tag === undefined ? key.type === 'PLAIN' : key.tag === 'tag:yaml.org,2002:merge'
}

function scalarOf(node: Node, isOwn: boolean): unknown {
  if (!isScalar(node)) throw new YamlProblem('the value is none that YAML has', node, false)
  const text = node.source ?? ''
  if (node.tag === undefined)
    return node.type === 'PLAIN' || node.type === undefined ? plainValue(text, isOwn) : text
  const tagged = taggedValue(text, node.tag)
  if ('problem' in tagged) throw new YamlProblem(tagged.problem, node, false)
  return tagged.value
}

/** Keys are texts in JSON. */
function keyText(key: unknown, node: Node): string {
  if (typeof key === 'string') return key
  if (typeof key === 'number' || typeof key === 'boolean') return String(key)
  throw new YamlProblem(`unsupported map key of type ${key === null ? 'null' : 'map or list'}`, node, false)
}

function put(out: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(out, name, { value, enumerable: true, configurable: true, writable: true })
  else out[name] = value
}

/** The text of `apiVersion` at the top of a document, '' if there is none. */
function apiVersionOf(contents: Node | null): string {
  if (!isMap(contents)) return ''
  const value: unknown = contents.get('apiVersion', true)
  return isScalar(value) ? String(value.value) : ''
}
