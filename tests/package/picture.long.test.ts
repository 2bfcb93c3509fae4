import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { helloPicture } from '../../build/reference/picture.ts'
import { readText } from '../support/repository-files.ts'

const test = suite('picture')

test('the picture of README.md is what the study gives', async () => {
  assert.is(readText('docs/hello.svg'), await helloPicture(), 'run npm run reference')
})

test.run()
