import { trainingText } from '@swarm/jobs/replies/model/training-text'
import { expect, test } from 'vitest'

test('what persons said is written as the model learns it: by class, a reply each line, each once, without who wrote it', () => {
  const names = ['Ana Ruiz']
  const text = trainingText([
    { text: 'Tell me more.\nAna Ruiz\n+1 404-555-0142, ana.ruiz@x.example, www.x.example', is: 'INTERESTED', names },
    { text: 'Stop it, RUIZ here.', is: 'UNSUBSCRIBE', names },
    { text: 'Stop it, RUIZ here.', is: 'UNSUBSCRIBE', names },
    { text: '   ', is: 'OTHER', names: [] },
  ])
  expect(text.split('\n').slice(1)).toEqual([
    '## interested',
    'Tell me more.\\nName Name\\n555-0100, name@firm.example, https://firm.example',
    '## unsubscribe',
    'Stop it, Name here.',
    '',
  ])
})
