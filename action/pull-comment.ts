/**
 * One comment on the pull request, written anew each time. Sources: https://docs.github.com/rest/issues/comments,
 * https://docs.github.com/graphql/reference/interfaces#comment (`viewerDidAuthor`).
 */
import type { Job } from './job.ts'

/** It is not shown, and finds the comment again. */
const mark = '<!-- probestorm -->'

type Comment = { readonly id: number; readonly node_id: string; readonly body?: string }
type Call = (method: string, url: string, body?: object) => Promise<unknown>

/** @returns why it could not be written, as with the token of a fork; undefined if it was. */
export async function writeComment(job: Job, text: string): Promise<string | undefined> {
  const { repository, pullRequest, token, api } = job
  const call: Call = async (method, url, body) => {
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${token}`,
        'x-github-api-version': '2022-11-28',
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok)
      throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${response.statusText}`)
    return response.json()
  }
  const issues = `${api}/repos/${repository}/issues`
  const comments = `${issues}/${pullRequest}/comments`
  const body = { body: `${mark}\n${cut(text)}` }
  try {
    const own = await ownComment(call, job.graphql, await markedComments(call, comments))
    if (own === undefined) await call('POST', comments, body)
    else await call('PATCH', `${issues}/comments/${own.id}`, body)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const pageSize = 100
/** Pages that are looked through. */
const pagesMax = 30

async function markedComments(call: Call, url: string): Promise<Comment[]> {
  const marked: Comment[] = []
  for (let page = 1; page <= pagesMax; page++) {
    const comments = (await call('GET', `${url}?per_page=${pageSize}&page=${page}`)) as Comment[]
    marked.push(...comments.filter(({ body }) => body?.startsWith(mark)))
    if (comments.length < pageSize) break
  }
  return marked
}

type Authored = { readonly id: string; readonly viewerDidAuthor?: boolean }

/** Anybody can write the mark: the comment is ours if whoever the token stands for has written it. */
async function ownComment(
  call: Call,
  graphql: string,
  marked: readonly Comment[],
): Promise<Comment | undefined> {
  if (marked.length === 0) return undefined
  const query = 'query($ids:[ID!]!){nodes(ids:$ids){id ...on Comment{viewerDidAuthor}}}'
  const ids = marked.slice(0, pageSize).map(({ node_id }) => node_id)
  const { data } = (await call('POST', graphql, { query, variables: { ids } })) as {
    readonly data?: { readonly nodes: readonly (Authored | null)[] } | null
  }
  if (!data) throw new Error('POST graphql: no answer to who has written the comments')
  const own = data.nodes.find((node) => node?.viewerDidAuthor === true)
  return marked.find(({ node_id }) => node_id === own?.id)
}

/** GitHub takes 65,536 characters. */
const charsMax = 60_000

function cut(text: string): string {
  return text.length <= charsMax
    ? text
    : `${text.slice(0, charsMax)}\n\n(cut; the summary of the job has all of it)\n`
}
