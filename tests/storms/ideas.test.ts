import { suite } from 'uvu'
import { checkIdea, ideas } from './ideas.ts'

const test = suite('ideas of Stability Sim')

for (const idea of ideas.filter(({ isShort }) => isShort === true))
  test(`${idea.study}: ${idea.what}`, () => checkIdea(idea))

test.run()
