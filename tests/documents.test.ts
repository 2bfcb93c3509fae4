/**
 * Commands in `console` blocks of README.md and of docs/ are run, and must print on standard output what stands below
 * them. They run in a directory of links to the repository, so `out/` is a temporary one; `probestorm` is the source.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { commandFile, repository, withTemporaryDirectory } from './support/cli.ts'
import { isWithin, readText, repositoryFiles } from './support/repository-files.ts'

type Command = { readonly line: number; readonly text: string; readonly output: string }
/**
 * The commands of a block share a directory, so that one can look at what the one before wrote. A tutorial tells one story:
 * its blocks are one.
 */
type Block = { readonly path: string; readonly commands: readonly Command[] }

function blocksOf(path: string): Block[] {
  const lines = readText(path).split('\n')
  const blocks: Block[] = []
  for (let begin = lines.indexOf('```console'); begin >= 0; begin = lines.indexOf('```console', begin + 1)) {
    const end = lines.indexOf('```', begin)
    assert.ok(end > begin, `${path}:${begin + 1}: the block does not end; close it with \`\`\``)
    assert.match(lines[begin + 1], /^\$ /, `${path}:${begin + 2}: a block begins with a command: "$ ..."`)
    const starts = lines.flatMap((line, index) =>
      index > begin && index < end && line.startsWith('$ ') ? [index] : [],
    )
    const commands = starts.map((start, index) => ({
      line: start + 1,
      text: lines[start].slice(2),
      output: lines.slice(start + 1, starts[index + 1] ?? end).join('\n'),
    }))
    blocks.push({ path, commands })
  }
  return isWithin(path, 'docs/tutorials')
    ? [{ path, commands: blocks.flatMap(({ commands }) => commands) }]
    : blocks
}

/** What differs from machine to machine: how fast the run was, and the size of the file that says so. */
const varying: readonly (readonly [RegExp, string])[] = [
  [/^([\d,]+ probe runs?) in .* s(?:, .* probe runs\/s simulated, .* x real time)?$/gm, '$1 in ... s'],
  // Scripts of pages weigh what the bundler makes of them.
  [/\breport\.html \([^)]*\)/g, 'report.html (...)'],
  [/\bprovenance\.json\s+\([^)]*\)/g, 'provenance.json (...)'],
]

function normalized(output: string): string {
  return varying.reduce((text, [pattern, stand]) => text.replace(pattern, stand), output.trimEnd())
}

/** Fills the directory with links to everything at the root, and with a `bin/` that has `probestorm`; returns `bin/`. */
function linkRepository(directory: string): string {
  for (const name of readdirSync(repository)) {
    if (name !== 'out') symlinkSync(join(repository, name), join(directory, name))
  }
  const bin = join(directory, '.bin')
  mkdirSync(bin)
  const executable = join(bin, 'probestorm')
  writeFileSync(executable, `#!/bin/sh\nexec '${process.execPath}' '${commandFile()}' "$@"\n`)
  chmodSync(executable, 0o755)
  return bin
}

function runBlock({ path, commands }: Block): void {
  withTemporaryDirectory((directory) => {
    const environment = {
      ...process.env,
      PATH: `${linkRepository(directory)}${delimiter}${process.env['PATH']}`,
      NO_COLOR: '1',
    }
    for (const { line, text, output } of commands.filter((command) => !isNpm(command))) {
      const run = spawnSync('sh', ['-c', text], { cwd: directory, encoding: 'utf8', env: environment })
      assert.is(
        normalized(run.stdout),
        normalized(output),
        `${path}:${line}: "${text}" prints something else; paste it anew`,
      )
      assert.ok(run.status === 0 || output !== '', `${path}:${line}: "${text}" fails: ${run.stderr}`)
    }
  })
}

function isNpm({ text }: Command): boolean {
  return text.startsWith('npm ')
}

const test = suite('commands in documents')

const blocks = repositoryFiles.filter((path) => /^(README|docs\/.+)\.md$/.test(path)).flatMap(blocksOf)

for (const block of blocks) {
  const { path, commands } = block
  const place = `${path}:${commands[0].line}`
  if (!commands.every(isNpm)) test(`print what the document says: ${place}`, () => runBlock(block))
  for (const { line, text } of commands.filter(isNpm)) {
    test.skip(`not run here, for it installs or builds: ${path}:${line} ${text}`, () => {})
  }
}

const readmeWordsMax = 900

test(`README.md has at most ${readmeWordsMax} words: what is for few stands in docs/`, () => {
  const words = readText('README.md')
    .split(/\s+/)
    .filter((word) => word !== '').length
  assert.ok(words <= readmeWordsMax, `${words} words`)
})

test('are there to be run', () => {
  assert.ok(blocks.length > 0, 'no ```console block in README.md or docs/*.md; show a command and its output')
})

test.run()
