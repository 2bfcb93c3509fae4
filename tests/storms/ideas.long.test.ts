import { suite } from 'uvu'
import { checkIdea, ideas } from './ideas.ts'

const test = suite('storms of the ideas of Stability Sim')

for (const idea of ideas.filter(({ isShort }) => isShort !== true))
  test(`${idea.study}: ${idea.what}`, () => checkIdea(idea))

test.run()
