/** The archive of the kubectl plugin, unpacked and linked as krew does it. */
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { repository } from '../support/cli.ts'
import { run } from './tarball.ts'

const test = suite<{ directory: string; archive: string }>('krew plugin')
const url = 'https://example.com/probestorm.tar.gz'

test.before((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'probestorm-archive-'))
  const words = ['--import', 'tsx', 'packaging/archive.ts', '--url', url, '--out-dir', context.directory]
  const { exitCode, stdout, stderr } = run(repository, process.execPath, ...words)
  assert.is(exitCode, 0, stderr)
  context.archive = stdout.split('\n')[0]!
})

test.after(({ directory }) => rmSync(directory, { recursive: true, force: true }))

test('its manifest has what krew asks for, and the sum of the archive', ({ directory, archive }) => {
  const manifest = parse(readFileSync(join(directory, 'probestorm.yaml'), 'utf8'))
  const { apiVersion, kind, metadata, spec } = manifest
  assert.is(apiVersion, 'krew.googlecontainertools.github.com/v1alpha2')
  assert.is(kind, 'Plugin')
  assert.is(metadata.name, 'probestorm')
  assert.match(spec.version, /^v\d+\.\d+\.\d+$/)
  // The guide of krew: a line that fits, and does not end like a sentence.
  assert.ok(spec.shortDescription.length <= 50 && !spec.shortDescription.endsWith('.'))
  const [platform] = spec.platforms
  assert.is(platform.uri, url)
  assert.is(platform.sha256, createHash('sha256').update(readFileSync(archive)).digest('hex'))
})

test('unpacked without links and called through one, it is kubectl probestorm', ({ directory, archive }) => {
  const { stdout: listed } = run(directory, 'tar', '-tvzf', archive)
  assert.equal(
    listed.split('\n').filter((line) => line !== '' && !/^[d-]/.test(line)),
    [],
  )
  assert.not.match(listed, /node_modules\/(typescript|esbuild|tsx|uplot)\//)
  const store = join(directory, 'store')
  const bin = join(directory, 'bin')
  for (const folder of [store, bin]) mkdirSync(folder)
  assert.is(run(store, 'tar', '-xzf', archive).exitCode, 0)
  const [platform] = parse(readFileSync(join(directory, 'probestorm.yaml'), 'utf8')).spec.platforms
  symlinkSync(join(store, platform.bin), join(bin, 'kubectl-probestorm'))
  const help = run(directory, join(bin, 'kubectl-probestorm'), '--help')
  assert.match(help.stdout, /^kubectl probestorm <command>/)
  const study = join(store, 'scenarios/library/nginx-liveness')
  const { exitCode, stderr } = run(directory, join(bin, 'kubectl-probestorm'), 'run', '-f', study, '--quiet')
  assert.is(exitCode, 0, stderr)
  assert.ok(readdirSync(join(directory, 'out/nginx-liveness')).includes('summary.csv'))
})

test.run()
