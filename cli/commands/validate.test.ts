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
