/** From texts to documents: JSON where the text is JSON, YAML otherwise. */
import type { InputFile } from './input-files.ts'
import { JsonSource } from './json-source.ts'
import { LineTable } from './line-table.ts'
import { Located } from './located.ts'
import type { Report } from './report.ts'

/** Characters of a text that looks like broken JSON up to which it is read as YAML. */
const yamlRetryMax = 0x10_0000

/** The documents of a file, in order. A file that was named must hold at least one. */
export async function documentsOf(file: InputFile, report: Report): Promise<Located[]> {
  const here = { name: file.path, line: 1, column: 1 }
  if (/^\s*\{/.test(file.text)) {
    try {
      return [Located.root(JSON.parse(file.text), new JsonSource(file.path, file.text))]
    } catch (error) {
      // Flow YAML begins like JSON, and the YAML parser knows the place of a slip, but takes its time.
      if (file.text.length > yamlRetryMax) {
        reportJson(file, String(error), report)
        return []
      }
    }
  }
  const { yamlDocuments } = await import('./yaml-source.ts')
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

function reportJson(file: InputFile, reason: string, report: Report): void {
  const offset = Number(
    /position (\d+)/.exec(reason)?.[1] ?? (/end of JSON/.test(reason) ? file.text.length : 0),
  )
  report.error(
    'json-syntax',
    { name: file.path, ...new LineTable(file.text).place(offset) },
    `the file is not valid JSON: ${reason}; expected one JSON document`,
    'correct the text, or write it anew with kubectl get -o json',
  )
}
