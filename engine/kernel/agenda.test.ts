import * as fc from 'fast-check'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { Agenda } from './agenda.ts'

const tests = suite('agenda')

const owners = 5
const last = owners - 1
/** Kinds from here on are messages to the last owner. */
const firstMessage = 128
/** Behind every class of the others: a message comes after the event that sends it. */
const messageClass = 4
/** Entities 0 to 14, three to an owner; that of a message is the sender's. */
const ownerOf = (kind: number, entity: number): number =>
  kind >= firstMessage ? last : Math.floor(entity / 3)

/** Events of an owner after which it schedules no more: they may breed within one instant. */
const storyMax = 50

type Step = {
  readonly delayUs: number
  readonly eventClass: number
  readonly offset: number
  readonly isSent: boolean
}
type Seen = [kind: number, entity: number, stamp: number, timeUs: number, eventClass: number]

const step: fc.Arbitrary<Step> = fc.record({
  delayUs: fc.constantFrom(0, 0, 1, 2, 5, 40, 300, Infinity),
  eventClass: fc.integer({ min: 0, max: 3 }),
  offset: fc.integer({ min: 0, max: 2 }),
  isSent: fc.boolean(),
})

/** Schedules the first events, and with each event those that its place in the owner's story gives it; keeps what came. */
function play(
  first: readonly Step[],
  program: readonly Step[][],
  run: (agenda: Agenda, handle: () => void) => void,
) {
  const agenda = new Agenda(1, ownerOf, true)
  const stories: Seen[][] = Array.from({ length: owners }, () => [])
  first.forEach(({ delayUs, eventClass, offset }, index) => {
    agenda.schedule(delayUs, eventClass, 3 * (index % owners) + offset, index % firstMessage, index)
  })
  const handle = (...event: Seen): void => {
    const [kind, entity, , timeUs] = event
    const owner = ownerOf(kind, entity)
    const story = stories[owner]
    story.push(event)
    if (story.length > storyMax) return
    const kindNow = story.length % firstMessage
    for (const { delayUs, eventClass, offset, isSent } of program[(story.length + owner) % program.length]) {
      const [atUs, own] = [timeUs + delayUs, 3 * owner + offset]
      if (isSent && owner !== last) agenda.send(atUs, messageClass, own, firstMessage + kindNow, story.length)
      else agenda.schedule(atUs, eventClass, own, kindNow, story.length)
    }
  }
  run(agenda, handle as () => void)
  return { agenda, stories }
}

tests(
  'walks each owner through the events that the global order gives it, whatever the windows and budgets',
  () => {
    const programs = fc.array(fc.array(step, { maxLength: 2 }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        programs,
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 5 }),
        (first, program, widths, budget) => {
          const endUs = 40
          const global = play(first, program, (agenda, handle) => agenda.runUntil(endUs, handle, Infinity))
          const walked = play(first, program, (agenda, handle) => {
            for (let atUs = 0, turn = 0; atUs < endUs; turn++) {
              let windowEndUs = Math.min(endUs, atUs + widths[turn % widths.length])
              agenda.openWindow(windowEndUs, owners)
              while (agenda.isWindowOpen) {
                agenda.walk(handle, budget)
                if (!agenda.isWindowOpen || turn % 2 === 1) continue
                const reachedUs = agenda.isAmidOwner ? agenda.timeUs + 1 : atUs
                windowEndUs = Math.max(reachedUs, atUs + Math.ceil((windowEndUs - atUs) / 2))
                agenda.shortenWindow(windowEndUs)
              }
              atUs = windowEndUs
            }
          })
          assert.equal(walked.stories, global.stories)
          assert.is(walked.agenda.size, global.agenda.size)
        },
      ),
      { numRuns: 300 },
    )
  },
)

tests('stops within an owner once the budget is used up, and goes on there', () => {
  const agenda = new Agenda(1, (_kind, entity) => entity)
  for (const entity of [2, 0, 0, 0]) agenda.schedule(entity, 0, entity, 0, 0)
  const seen: number[] = []
  const handle = (_kind: number, entity: number) => {
    seen.push(entity)
  }
  agenda.openWindow(10, 3)
  assert.is(agenda.walk(handle, 2), 2)
  assert.equal([seen, agenda.isAmidOwner, agenda.walkedOwner, agenda.timeUs], [[0, 0], true, 0, 0])
  assert.is(agenda.walk(handle, 1), 1)
  assert.equal([seen, agenda.isWindowOpen], [[0, 0, 0], true])
  assert.equal([agenda.isAmidOwner, agenda.walkedOwner], [false, 2])
  assert.is(agenda.walk(handle, 1), 1)
  assert.equal([seen, agenda.isWindowOpen], [[0, 0, 0, 2], false])
})

tests('leaves what lies behind the window on the list', () => {
  const agenda = new Agenda(1, () => 0)
  for (const timeUs of [5, 10, 15]) agenda.schedule(timeUs, 0, 0, 0, 0)
  agenda.openWindow(10, 1)
  const handled = agenda.walk((_kind, _entity, _stamp, timeUs) => {
    if (timeUs < 9) agenda.schedule(timeUs + 4, 0, 0, 0, 0)
    else agenda.schedule(12, 0, 0, 0, 0)
  }, Infinity)
  assert.equal([handled, agenda.size, agenda.listOperationsTotal], [2, 3, 5])
})

tests(
  'stops when an owner schedules into the past, or for another owner, and when what is sent is not for the last one',
  () => {
    const open = (): Agenda => {
      const agenda = new Agenda(1, ownerOf, true)
      agenda.schedule(5, 0, 0, 0, 0)
      agenda.openWindow(10, owners)
      return agenda
    }
    const late = open()
    assert.throws(() => late.walk(() => late.schedule(4, 2, 1, 9, 1), 10), /time goes back from 5 us to 4 us/)
    const foreign = open()
    assert.throws(
      () => foreign.walk(() => foreign.schedule(12, 2, 3, 9, 1), 10),
      /event kind 9 of entity 3 belongs to owner 1, and is scheduled for owner 0 while owner 0 is walked/,
    )
    const misdirected = open()
    assert.throws(
      () => misdirected.walk(() => misdirected.send(12, 2, 3, 9, 1), 10),
      /event kind 9 of entity 3 belongs to owner 1, and is scheduled for owner 4/,
    )
  },
)

tests.run()
