/** What `get` and `describe` show of Jobs and CronJobs (Z25). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCommandLine } from './command-line.ts'
import type { Output } from './streams.ts'

const test = suite('views of Jobs')

const template = '{spec: {restartPolicy: Never, containers: [{name: app, image: "app:1"}]}}'
const input = `
apiVersion: batch/v1
kind: CronJob
metadata: {name: backup, namespace: shop, labels: {tier: back}}
spec: {schedule: "* * * * *", concurrencyPolicy: Forbid, jobTemplate: {metadata: {labels: {of: backup}}, spec: {template: ${template}}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once, namespace: shop}
spec: {backoffLimit: 0, parallelism: 2, completions: 3, completionMode: Indexed, podFailurePolicy: {rules: [{action: FailJob, onExitCodes: {operator: In, values: [42]}}]}, template: ${template}}
---
apiVersion: probestorm.dev/v1alpha1
kind: Scenario
metadata: {name: jobs}
spec:
  duration: 5m
  overheads: ideal
  controlPlane: {controllers: {qps: 1000, burst: 1000}}
  workloads:
    - {match: {name: backup}, behavior: {complete: 91s}}
    - {match: {name: once}, behavior: {crash: {after: 5s, exitCode: 42}}}
`

const directory = mkdtempSync(join(tmpdir(), 'probestorm-jobs-'))
const file = join(directory, 'jobs.yaml')
writeFileSync(file, input)

/** What a command prints of the input above. */
async function shown(...words: string[]): Promise<string> {
  let text = ''
  const output: Output = {
    out: (more) => {
      text += more
    },
    err: () => {},
  }
  await runCommandLine([...words, '-n', 'shop', '-f', file, '--quiet'], 'probestorm', '1', output)
  return text
}

test('get jobs: status, completions, durations, ages', async () => {
  assert.is(
    await shown('get', 'jobs', '--at', '100s'),
    `NAME              STATUS     COMPLETIONS   DURATION   AGE
backup-29453760   Complete   1/1           92s        100s
backup-29453761   Running    0/1           8s         8s
once              Failed     0/3           100s       100s
`,
  )
  assert.is(
    await shown('get', 'jobs', '-l', 'of=backup', '-o', 'name', '--at', '10s'),
    'job.batch/backup-29453760\n',
  )
})

test('get cronjobs: what runs, and when it did last', async () => {
  assert.is(
    await shown('get', 'cj', '--at', '100s', '--show-labels'),
    `NAME     SCHEDULE    TIMEZONE   SUSPEND   ACTIVE   LAST SCHEDULE   AGE   LABELS
backup   * * * * *   <none>     False     1        40s             24h   tier=back
`,
  )
})

test('describe job: status, template and events', async () => {
  assert.is(
    await shown('describe', 'job', 'once', '--at', '100s'),
    `Name:               once
Namespace:          shop
Labels:             <none>
Annotations:        <none>
Parallelism:        2
Completions:        3
Completion Mode:    Indexed
Suspend:            false
Backoff Limit:      0
Start Time:         Thu, 01 Jan 2026 00:00:00 +0000
Pods Statuses:      0 Active (0 Ready) / 0 Succeeded / 2 Failed
Completed Indexes:  <none>
Pod Template:
  Labels:  <none>
  Containers:
    app:
      Image:        app:1
      Port:         <none>
      Host Port:    <none>
      Environment:  <none>
      Mounts:       <none>
  Volumes:          <none>
  Node-Selectors:   <none>
  Tolerations:      <none>
Events:
  Type     Reason            Age   From            Message
  ----     ------            ----  ----            -------
  Normal   SuccessfulCreate  100s  job-controller  Created pod: once-0
  Normal   SuccessfulCreate  100s  job-controller  Created pod: once-1
  Warning  PodFailurePolicy  94s   job-controller  Container app for pod shop/once-0 failed with exit code 42 matching FailJob rule at index 0
`,
  )
})

test('describe cronjob: what it told, the same of one kind once', async () => {
  const text = await shown('describe', 'cronjob', 'backup', '--at', '130s')
  assert.ok(text.includes('Concurrency Policy:            Forbid\n'), text)
  assert.ok(
    text.includes(
      'Last Schedule Time:  Thu, 01 Jan 2026 00:01:00 +0000\nActive Jobs:         backup-29453761\n',
    ),
  )
  assert.ok(/JobAlreadyActive {2}10s \(x3 over 70s\) +cronjob-controller/.test(text), text)
  assert.ok(text.includes('Saw completed job: backup-29453760, condition: Complete'))
})

test('get events tells of Jobs and CronJobs, too', async () => {
  const text = await shown('get', 'events', '--at', '10s')
  assert.ok(/Normal +SuccessfulCreate +cronjob\/backup +Created job backup-29453760\n/.test(text), text)
  assert.ok(/Warning +PodFailurePolicy +job\/once /.test(text), text)
})

test('get jobs -w shows each change, and pods name the Job that owns them', async () => {
  const lines = (await shown('get', 'jobs', 'once', '-w')).split('\n')
  assert.equal(
    lines.slice(1, -1).map((line) => line.replace(/ +/g, ' ')),
    [
      '0s once Running 0/3 0s',
      '0s once Running 0/3 0s 0s',
      '1s once Running 0/3 1s 1s',
      '6s once FailureTarget 0/3 6s 6s',
      '6s once Failed 0/3 6s 6s',
    ],
  )
  const pod = await shown('get', 'pods', 'backup-29453760-0', '-o', 'yaml', '--at', '10s')
  assert.ok(pod.includes('    kind: Job\n    name: backup-29453760\n'), pod)
})

test.after(() => rmSync(directory, { recursive: true }))

test.run()
