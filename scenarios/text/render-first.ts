/** Sources that another tool renders first: Helm charts, kustomizations, templates. They are answered with its command. */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Located } from './located.ts'
import type { NamedPlace, Report } from './report.ts'
import { shellWord } from './shell-word.ts'

type Renderer = 'a Helm chart' | 'a kustomization'

export type Unrendered = { readonly directory: string; readonly is: Renderer }

const markers: ReadonlyMap<string, Renderer> = new Map([
  ['Chart.yaml', 'a Helm chart'],
  ['kustomization.yaml', 'a kustomization'],
  ['kustomization.yml', 'a kustomization'],
  ['Kustomization', 'a kustomization'],
])

/** Directories between a template and the chart that it belongs to, at most. */
const chartDepthMax = 5

/** What a directory is by the names in it, or by standing among the templates of a chart. */
export function unrenderedDirectory(directory: string, names: readonly string[]): Unrendered | undefined {
  const marker = names.find((name) => markers.has(name))
  if (marker !== undefined) return { directory, is: markers.get(marker) as Renderer }
  const chart = basename(directory) === 'templates' ? chartAbove(directory) : undefined
  return chart === undefined ? undefined : { directory: chart, is: 'a Helm chart' }
}

/** What the directory of a file is, if the file says so by its name. */
export function unrenderedFile(path: string): Unrendered | undefined {
  const is = markers.get(basename(path))
  return is === undefined ? undefined : { directory: dirname(path), is }
}

/** Answers all that was found under one name with one message. */
export function reportUnrendered(
  name: string,
  found: readonly Unrendered[],
  place: Located | NamedPlace,
  report: Report,
): void {
  const [first] = found
  const list = found.slice(0, 5).map(({ directory, is }) => `${directory} (${is.replace('a ', '')})`)
  const what =
    found.length === 1
      ? `${first.directory} is ${first.is}`
      : `${name} holds ${found.length} directories to be rendered: ${list.join(', ')}${found.length > 5 ? ', …' : ''}`
  report.error(
    'render-first',
    place,
    `${what}; expected manifests as they are applied`,
    `render ${found.length === 1 ? 'it' : 'one of them'} first: ${commandFor(first)} | probestorm run -f -`,
  )
}

/** What Go templates, Jinja, ERB and EJS begin with. */
const opening = /\{\{|\{%|<%/
/** These, and what `envsubst` fills in: in scripts and arguments that is for the container. */
const openingInName = /\{\{|\{%|<%|\$\{/
const shellName = /\b(?:kind|name|namespace):[ \t]*[^\s,}]*\$\{/

export function mayBeTemplate(text: string): boolean {
  return opening.test(text) || shellName.test(text)
}

/**
 * Where a text begins to be a template that nothing has rendered, or undefined. Manifests may hold templates for somebody
 * else in their values, but not in their names, and not where they are no YAML.
 * @param brokenLines lines that are no YAML, from 1.
 */
export function templateAt(
  text: string,
  brokenLines: readonly number[],
  documents: readonly Located[],
): number | undefined {
  const lines = text.split('\n')
  const isBroken = brokenLines.some((line) =>
    lines.slice(Math.max(0, line - 3), line).some((near) => opening.test(near)),
  )
  if (isBroken) return text.search(opening)
  const name = documents.flatMap(templateNames).at(0)
  return name === undefined ? undefined : text.indexOf(name) + name.search(openingInName)
}

/** @param path of the file with the template; @param text from where it begins to be one. */
export function reportTemplate(path: string, text: string, place: NamedPlace, report: Report): void {
  report.error(
    'render-first',
    place,
    'the file is a template that has not been rendered; expected manifests as they are applied',
    `render it first: ${rendererFor(path, text)} | probestorm run -f -`,
  )
}

function rendererFor(path: string, text: string): string {
  const file = existsSync(path) ? shellWord(path) : 'FILE'
  if (text.startsWith('${')) return `envsubst < ${file}`
  if (text.startsWith('<%')) return `erb ${file}`
  const chart = chartAbove(path)
  return chart === undefined ? 'helm template CHART' : commandFor({ directory: chart, is: 'a Helm chart' })
}

function templateNames(document: Located): string[] {
  return [document.get('kind'), document.at('metadata', 'name'), document.at('metadata', 'namespace')]
    .map(({ value }) => value)
    .filter((value) => typeof value === 'string')
    .filter((value) => openingInName.test(value))
}

function chartAbove(path: string): string | undefined {
  let directory = dirname(path)
  for (let depth = 0; depth < chartDepthMax; depth++) {
    if (existsSync(join(directory, 'Chart.yaml'))) return directory
    if (dirname(directory) === directory) return undefined
    directory = dirname(directory)
  }
  return undefined
}

function commandFor({ directory, is }: Unrendered): string {
  const word = shellWord(directory)
  return is === 'a Helm chart' ? `helm template ${word}` : `kubectl kustomize ${word}`
}
