/** From texts to documents: JSON where the text is JSON, YAML otherwise. */
import type { InputFile } from './input-files.ts'
import { mebibyte } from './input-limits.ts'
import { JsonSource } from './json-source.ts'
import { LineTable } from './line-table.ts'
import { Located } from './located.ts'
import { mayBeTemplate, reportTemplate, templateAt } from './render-first.ts'
import { warnOfRepeatedKey } from './repeated-key.ts'
import { Report } from './report.ts'

/** Characters of a text that is written by hand: larger ones come from a machine, and are not searched for slips. */
const handWrittenMax = mebibyte

/** The documents of a file, in order. A file that was named must hold at least one. */
export async function documentsOf(file: InputFile, report: Report): Promise<Located[]> {
  const here = { name: file.path, line: 1, column: 1 }
  if (/^\s*\{/.test(file.text)) {
    const reading = jsonDocuments(file)
    if ('documents' in reading) {
      if (file.text.length <= handWrittenMax) warnOfRepeatedKeys(reading.documents, report)
      return reading.documents
    }
    // Flow YAML begins like JSON, and the YAML parser knows the place of a slip, but takes its time.
    if (file.text.length > handWrittenMax) {
      reportJson(file, reading, report)
      return []
    }
  }
  const { yamlDocuments } = await import('./yaml-source.ts')
  if (await isTemplate(file, report)) return []
  const hadErrors = report.errorCount
  const documents = yamlDocuments(file.path, file.text, report)
  if (documents.length === 0 && file.isNamed && report.errorCount === hadErrors) {
    report.error(
      'file-empty',
      here,
      'the file holds no document; expected Kubernetes objects or a Scenario',
      'write manifests into the file, or name another one',
    )
  }
  return documents
}

/** Whether the file is a template, which is reported once instead of all that is wrong with it. */
async function isTemplate({ path, text }: InputFile, report: Report): Promise<boolean> {
  if (!mayBeTemplate(text)) return false
  const { yamlDocuments } = await import('./yaml-source.ts')
  const trial = new Report()
  const documents = yamlDocuments(path, text, trial, Number.POSITIVE_INFINITY)
  const offset = templateAt(text, trial.errorLines(), documents)
  if (offset === undefined) return false
  reportTemplate(
    path,
    text.slice(offset, offset + 2),
    { name: path, ...new LineTable(text).place(offset) },
    report,
  )
  return true
}

type JsonProblem = { readonly reason: string; readonly offset: number }

/** The values of a JSON text, one after the other. */
function jsonDocuments(file: InputFile): { readonly documents: Located[] } | JsonProblem {
  const documents: Located[] = []
  let start = 0
  for (;;) {
    const rest = start === 0 ? file.text : file.text.slice(start)
    try {
      documents.push(Located.root(JSON.parse(rest), new JsonSource(file.path, file.text, start)))
      return { documents }
    } catch (error) {
      const reason = String(error)
      const offset = Number(
        /position (\d+)/.exec(reason)?.[1] ?? (/end of JSON/.test(reason) ? rest.length : 0),
      )
      if (!/after JSON/.test(reason) || rest[offset] !== '{') return { reason, offset: start + offset }
      documents.push(
        Located.root(JSON.parse(rest.slice(0, offset)), new JsonSource(file.path, file.text, start)),
      )
      start += offset
    }
  }
}

function warnOfRepeatedKeys(documents: readonly Located[], report: Report): void {
  for (const { source } of documents) {
    for (const { name, place } of (source as JsonSource).repeatedKeys())
      warnOfRepeatedKey({ name: source.name, ...place }, name, report)
  }
}

function reportJson(file: InputFile, { reason, offset }: JsonProblem, report: Report): void {
  report.error(
    'json-syntax',
    { name: file.path, ...new LineTable(file.text).place(offset) },
    `the file is not valid JSON: ${reason}; expected JSON values one after the other`,
    'correct the text, or write it anew with kubectl get -o json',
  )
}
