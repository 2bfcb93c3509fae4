/** What real use got wrong, where a result said nothing of what it leaves out: by the name of each case. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository, runCli, withTemporaryDirectory } from '../../support/cli.ts'

const test = suite('field cases: silence')

const casePath = (name: string): string => join(repository, 'tests/cases/field', name)

/** What `run` prints, on lines of any length. */
function runOf(name: string): string {
  return withTemporaryDirectory((directory) => {
    const run = runCli(['run', '-f', casePath(name), '--out-dir', join(directory, 'out'), '--quiet'])
    assert.is(run.exitCode, 0, run.stderr)
    return run.stdout.replace(/\n {4}/g, ' ')
  })
}

const validateOf = (name: string): string =>
  runCli(['validate', '-f', casePath(name)]).stdout.replace(/\n {4}/g, ' ')

const notes = [
  {
    name: '03-ordered-ready.yaml',
    pattern:
      /pods of default\/statefulset\/db come and go all at once, not one after the other .* OrderedReady/,
  },
  {
    name: '04-deleted-pods-of-a-deployment.yaml',
    pattern: /deleted pods of default\/deployment\/web are not replaced/,
  },
]

for (const { name, pattern } of notes) {
  test(`${name}: run, validate and get say what is left out`, () => {
    assert.match(runOf(name), pattern)
    assert.match(validateOf(name), pattern)
    const get = runCli(['get', 'pods', '-f', casePath(name)])
    assert.match(get.stderr, pattern)
    assert.not.match(get.stdout, pattern)
  })
}

test('04-deleted-pods-of-a-deployment.yaml: the plan counts pods, and the run says what is known of the way back', () => {
  const name = '04-deleted-pods-of-a-deployment.yaml'
  assert.match(validateOf(name), '2 of 6 pods of default/deployment/web')
  assert.match(runOf(name), 'not 90 % within the run, 4 of 6 ready at the end of the run')
})

test.run()
