/** `validate --advice` as a process: what goes where, and with which exit code. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { runCli } from '../../tests/support/cli.ts'

const test = suite('validate')
const manifest = (port: number): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: app, image: a:1, livenessProbe: {tcpSocket: {port: ${port}}, periodSeconds: 1, timeoutSeconds: 2}}]}}`

test('advice is data, and findings are no failure', () => {
  const { exitCode, stdout, stderr } = runCli(['validate', '-f', '-', '--advice', '--format', 'json'], {
    input: manifest(80),
  })
  assert.is(exitCode, 0)
  assert.is(stderr, '')
  assert.equal(
    JSON.parse(stdout).findings.map(({ rule }: { readonly rule: string }) => rule),
    ['timeout-beyond-period'],
  )
})

for (const [severity, port, ignored, expected] of [
  ['warning', 80, '', 99],
  ['info', 80, '', 99],
  ['warning', 80, 'annotations: {probestorm.dev/ignore-timeout-beyond-period: measured}', 0],
] as const) {
  test(`--fail-on ${severity} exits ${expected} where ${ignored === '' ? 'there is a warning' : 'it is silenced'}`, () => {
    const input = manifest(port).replace('name: web}', `name: web, ${ignored}}`)
    const { exitCode, stdout } = runCli(['validate', '-f', '-', '--advice', '--fail-on', severity], { input })
    assert.is(exitCode, expected)
    assert.match(stdout, /timeout-beyond-period/)
  })
}

test('--fail-on without advice is wrong usage', () => {
  const { exitCode, stderr } = runCli(['validate', '-f', '-', '--fail-on', 'info'], { input: manifest(80) })
  assert.is(exitCode, 2)
  assert.match(stderr, /--fail-on goes with --advice/)
})

test('an input that is wrong gets no advice', () => {
  const { exitCode, stdout, stderr } = runCli(['validate', '-f', '-', '--advice'], {
    input: manifest(99_999),
  })
  assert.is(exitCode, 2)
  assert.is(stdout, '')
  assert.match(stderr, /error probe-port/)
})

test('a form of advice without advice is wrong usage', () => {
  const { exitCode, stderr } = runCli(['validate', '-f', '-', '--format', 'sarif'], { input: manifest(80) })
  assert.is(exitCode, 2)
  assert.match(stderr, /--format sarif goes with --advice/)
})

test.run()
