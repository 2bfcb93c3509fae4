/** What real use got wrong, where a result said nothing of what it leaves out: by the name of each case. */
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository, runCli } from '../../support/cli.ts'

const test = suite('field cases: silence')

const casePath = (name: string): string => join(repository, 'tests/cases/field', name)

const watched = '16-watch-without-a-clock.yaml'
const watch = (...words: readonly string[]): string =>
  runCli([...words, '-w', '-f', casePath(watched)]).stdout

test(`${watched}: a watch says when the restart came, and every pod has an age`, () => {
  const [head, ...rows] = watch('get', 'pods').trimEnd().split('\n')
  assert.match(head!, /^TIME +NAME +READY +STATUS +RESTARTS +AGE$/)
  assert.is(rows.length, 2)
  assert.match(rows[0]!, /^0s +web-0 +1\/1 +Running +0 +24h$/)
  assert.match(rows[1]!, /^10m51(\.\d+)?s +web-0 +1\/1 +Running +1 \(0s ago\) +24h$/)
})

test(`${watched}: a watch of events says when each came`, () => {
  const rows = watch('get', 'events').trimEnd().split('\n')
  assert.match(rows[0]!, /^TIME +LAST SEEN +TYPE/)
  assert.ok(
    rows.some((row) => /^10m21(\.\d+)?s +0s +Normal +Killing/.test(row)),
    rows.join('\n'),
  )
})

test(`${watched}: nothing is <unknown> in a table, a description or an object`, () => {
  const texts = [
    ['get', 'pods', '--at', '12m'],
    ['get', 'pods', '--at', '12m', '-o', 'wide'],
    ['describe', 'pod', 'web-0', '--at', '12m'],
  ].map((words) => runCli([...words, '-f', casePath(watched)]).stdout)
  for (const text of texts) assert.not.match(text, '<unknown>')
  const yaml = runCli(['get', 'pod', 'web-0', '--at', '12m', '-o', 'yaml', '-f', casePath(watched)]).stdout
  assert.match(yaml, 'creationTimestamp: "2025-12-31T00:00:00Z"')
})

test.run()
