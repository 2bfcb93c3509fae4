/** The stored result is what the replays come to now: `npm run validate:control-plane`, into another folder. */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Scratch } from '../../support/scratch.ts'
import { resultFile } from './result.ts'

const test = suite('the result behind the page about the control plane')

test('is the stored one', () => {
  const folder = new Scratch()
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  try {
    execFileSync(process.execPath, ['--import', 'tsx', main, folder.path], { stdio: 'ignore' })
    const written = readFileSync(join(folder.path, 'result.json'), 'utf8')
    assert.is(written, readFileSync(resultFile, 'utf8'))
  } finally {
    folder.remove()
  }
})

test.run()
