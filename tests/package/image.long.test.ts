/**
 * The Dockerfile, as far as it goes without a registry and a daemon: its stages are directories, its instructions are carried out in
 * them by this machine's shell and Node.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { repository } from '../support/cli.ts'
import { readText } from '../support/repository-files.ts'
import { run } from './tarball.ts'

const test = suite<{ directory: string }>('image')

test.before((context) => {
  context.directory = mkdtempSync(join(tmpdir(), 'probestorm-image-'))
})
test.after(({ directory }) => rmSync(directory, { recursive: true, force: true }))

const instructions = readText('packaging/Dockerfile')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => {
    const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? []
    return { word, rest, line }
  })
const ignored = readText('packaging/Dockerfile.dockerignore')
  .split('\n')
  .filter((line) => line !== '')

type Stage = {
  readonly name: string
  readonly root: string
  workdir: string
  user: string
  entrypoint: string[]
}

/** Carries out all instructions; returns the last stage. */
function build(directory: string): Stage {
  const stages: Stage[] = []
  for (const { word, rest, line } of instructions) {
    const stage = stages.at(-1)
    const at = (path: string): string =>
      join(stage!.root, path.startsWith('/') ? path : join(stage!.workdir, path))
    switch (word) {
      case 'FROM': {
        const [image, name = String(stages.length)] = rest.split(/ AS /i)
        assert.match(image!, /^node:\d+-slim$/, 'a base that has Node')
        const root = join(directory, name)
        mkdirSync(root)
        stages.push({ name, root, workdir: '/', user: 'root', entrypoint: [] })
        break
      }
      case 'WORKDIR':
        stage!.workdir = rest
        mkdirSync(at(rest), { recursive: true })
        break
      case 'COPY': {
        const [, from] = /^--from=(\S+) /.exec(rest) ?? []
        const paths = rest.replace(/^--from=\S+ /, '').split(' ')
        const target = at(paths.pop()!)
        const source = from === undefined ? repository : stages.find(({ name }) => name === from)!.root
        for (const path of paths) copy(join(source, path), target, source === repository)
        break
      }
      case 'RUN': {
        const { exitCode, stderr } = run(
          at('.'),
          'sh',
          '-c',
          `export npm_config_prefer_offline=true; ${rest}`,
        )
        assert.is(exitCode, 0, `${line}: ${stderr}`)
        break
      }
      case 'USER':
        stage!.user = rest
        break
      case 'ENTRYPOINT':
        stage!.entrypoint = JSON.parse(rest)
        break
      default:
        assert.is(word, 'LABEL', `${line}: the test does not know what this is`)
    }
  }
  return stages.at(-1)!
}

/** A folder's content goes into the target, a file goes there under its name. */
function copy(source: string, target: string, isContext: boolean): void {
  const isFolder = statSync(source).isDirectory()
  cpSync(source, isFolder ? target : join(target, basename(source)), {
    recursive: true,
    filter: (path) => !isContext || !ignored.includes(relative(repository, path)),
  })
}

test('its last stage runs a study as another user than root, from the files that it copies', ({
  directory,
}) => {
  const { root, workdir, user, entrypoint } = build(directory)
  assert.is.not(user, 'root')
  const [program, file, ...words] = entrypoint as [string, string, ...string[]]
  const work = join(root, workdir)
  const study = join(root, 'app/scenarios/library/hello')
  const ended = run(
    work,
    program,
    join(root, file),
    ...words,
    'run',
    '-f',
    study,
    '--replications',
    '2',
    '--quiet',
  )
  assert.is(ended.exitCode, 0, ended.stderr)
  assert.match(ended.stdout, 'FILES in out/hello')
  const { stdout: packages } = run(join(root, 'app'), 'ls', 'node_modules')
  assert.not.match(packages, /^(typescript|esbuild|tsx|uplot)$/m)
})

test.run()
