import type { ReactElement } from 'react'
import { Bidi } from '../../ui/bidi.tsx'
import { Chip } from '../../ui/chip.tsx'
import { Time } from '../../ui/time.tsx'
import { visibleText } from '../../ui/visible-text.ts'
import type { Reply } from './reply-documents.ts'
import { classLabel, classTone } from './reply-words.ts'

export const nameOfReply = ({ lead, from }: Pick<Reply, 'lead' | 'from'>): string =>
  lead?.fullName ?? lead?.email ?? from ?? 'Nobody we know'

/** One reply in the list. */
export function ReplyRow({ reply }: { reply: Reply }): ReactElement {
  return (
    <div className="reply-row">
      <span className="reply-row-name">
        <Bidi text={nameOfReply(reply)} />
      </span>
      <span className="sm muted">
        <Time at={reply.at} />
      </span>
      <span className="reply-row-text muted sm">{visibleText(reply.newText).slice(0, 120)}</span>
      <span>
        {reply.needsPerson ? (
          <Chip tone="warn" icon="warn">
            Decide
          </Chip>
        ) : (
          <Chip tone={classTone(reply.class)}>{classLabel(reply.class)}</Chip>
        )}
      </span>
    </div>
  )
}
