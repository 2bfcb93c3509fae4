/** The page and its pictures are those of the stored result, and say what it says. */
import { existsSync, readFileSync } from 'node:fs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { controlPlanePage, pictureFolder } from './page.ts'
import { pictureOf } from './picture.ts'
import { storedResult } from './result.ts'

const test = suite('the page about the control plane')
const docs = new URL('../../../docs/', import.meta.url)
const results = storedResult()

test('docs/validation-control-plane.md holds the figures of the stored result, which npm run validate:control-plane writes', () => {
  assert.is(readFileSync(new URL('validation-control-plane.md', docs), 'utf8'), controlPlanePage(results))
})

test('each experiment has its picture, drawn from the stored result', () => {
  for (const result of results) {
    const file = new URL(`${pictureFolder}/${result.name}.svg`, docs)
    const picture = pictureOf(result)
    assert.is(existsSync(file) ? readFileSync(file, 'utf8') : undefined, picture, result.name)
  }
})

test('whatever does not agree has a reason', () => {
  const unexplained = results.flatMap(({ name, intervals, counts }) =>
    [...intervals, ...counts].flatMap(({ kind, agrees, reason }) =>
      agrees || reason !== undefined ? [] : `${name}: ${kind}`,
    ),
  )
  assert.equal(unexplained, [])
})

test.run()
