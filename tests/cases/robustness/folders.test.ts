import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../../scenarios/diagnostic.ts'
import { loadScenario } from '../../../scenarios/load-scenario.ts'

const test = suite('folders that hold more than manifests')

const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: p }\nspec: { containers: [ { name: c, image: "x:1" } ] }\n'

/** What is put beside a good manifest, and what is said of it; a warning unless it says `error`. */
const rows: readonly (readonly [what: string, put: (folder: string) => void, said: RegExp | undefined])[] = [
  [
    'a pipe',
    (folder) => void execFileSync('mkfifo', [join(folder, 'f.yaml')]),
    /warning .*f\.yaml is a pipe/,
  ],
  [
    'a link to a device',
    (folder) => symlinkSync('/dev/zero', join(folder, 'z.yaml')),
    /warning .*z\.yaml is a device/,
  ],
  [
    'a link to itself',
    (folder) => symlinkSync('l.yaml', join(folder, 'l.yaml')),
    /error .*l\.yaml: it is a link that leads back to itself/,
  ],
  [
    'a circle of links',
    (folder) => {
      symlinkSync('b.yaml', join(folder, 'a1.yaml'))
      symlinkSync('a1.yaml', join(folder, 'b.yaml'))
    },
    /error .*a1\.yaml: it is a link that leads back to itself/,
  ],
  [
    'a link to nothing',
    (folder) => symlinkSync('gone', join(folder, 'n.yaml')),
    /error .*n\.yaml: it is a link to gone, which is not there/,
  ],
  [
    'a pipe with another ending',
    (folder) => void execFileSync('mkfifo', [join(folder, 'f.sock')]),
    undefined,
  ],
  ['a lost link with another ending', (folder) => symlinkSync('gone', join(folder, 'current')), undefined],
  ['a folder that links to its parent', (folder) => symlinkSync('.', join(folder, 'again')), undefined],
  ['a folder named like a manifest', (folder) => mkdirSync(join(folder, 'd.yaml')), undefined],
  ['a link to the manifest', (folder) => symlinkSync('pod.yaml', join(folder, 'same.yaml')), undefined],
]
for (const [what, put, said] of rows) {
  test(`${what} in a folder ${said === undefined ? 'is nothing to speak of' : 'is named'}`, async () => {
    const texts = await inFolder(async (folder) => {
      writeFileSync(join(folder, 'pod.yaml'), pod)
      put(folder)
      return saidOf(folder)
    })
    if (said === undefined) assert.equal(texts, [])
    else assert.match(texts.join('\n'), said)
  })
}

test('bytes that are no text are told from the first ones, however many follow', async () => {
  const texts = await saidOf('/dev/zero')
  assert.match(texts.join('\n'), /error the file holds bytes that are no UTF-8 text/)
})

test('a file that may not be read is named', async () => {
  if (process.getuid?.() === 0) return
  const texts = await inFolder(async (folder) => {
    writeFileSync(join(folder, 'pod.yaml'), pod)
    chmodSync(join(folder, 'pod.yaml'), 0)
    return saidOf(folder)
  })
  assert.match(texts.join('\n'), /error .*pod\.yaml: permission denied/)
})

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'probestorm-folder-'))
  try {
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Errors and warnings about files. */
async function saidOf(path: string): Promise<string[]> {
  const text = ({ severity, message }: { severity: string; message: string }): string =>
    `${severity} ${message}`
  try {
    const { warnings } = await loadScenario({ files: [path] })
    return warnings.map(text)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.diagnostics.map(text)
  }
}

test.run()
