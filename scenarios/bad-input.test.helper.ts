/** For tests: inputs that cannot be simulated, and the tests that each makes. */
import type { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { loadError, loadText } from './load-text.test.helper.ts'

export type BadInput = {
  /** What the input does, as the name of a test says it. */
  readonly does: string
  /** The mark ▸ stands where the mistake is; it is taken out before loading. */
  readonly text: string
  readonly rule: string
  readonly message: RegExp
  /** Piece of the fix, where it says more than the rule. */
  readonly fix?: RegExp
  /** The same input put right. */
  readonly twin?: string
}

/** A test for each input, and one for each that is put right. */
export function testRefusals(test: ReturnType<typeof suite>, inputs: readonly BadInput[]): void {
  for (const bad of inputs) {
    test(`refuses an input that ${bad.does}`, async () => {
      const at = bad.text.indexOf('▸')
      const before = bad.text.slice(0, Math.max(at, 0)).split('\n')
      const error = await loadError(loadText(bad.text.replace('▸', '')))
      const [first] = error.diagnostics
      const found = error.diagnostics.map((d) => `${d.line}:${d.column} ${d.rule}: ${d.message}`).join('\n')
      assert.is(first.rule, bad.rule, found)
      assert.is(first.file, '<stdin>', found)
      assert.is(
        `${first.line}:${first.column}`,
        `${before.length}:${before[before.length - 1].length + 1}`,
        found,
      )
      assert.match(first.message, bad.message)
      assert.ok(first.fix.length > 0)
      if (bad.fix !== undefined) assert.match(first.fix, bad.fix)
      assert.is(error.diagnostics.length, 1, found)
      assert.is(error.omitted, 0)
    })
    if (bad.twin !== undefined) {
      const { twin } = bad
      test(`accepts the twin of an input that ${bad.does}`, async () => {
        assert.ok((await loadText(twin)).spec)
      })
    }
  }
}

export function workload(kind: string, spec: string, pod = 'containers: [{name: app, image: a:1}]'): string {
  const apiVersion = kind === 'Job' ? 'batch/v1' : 'apps/v1'
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: web}\nspec:\n  ${spec}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      ${pod}\n`
}

export const selector = 'selector: {matchLabels: {app: web}}'
