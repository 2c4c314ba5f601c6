import { writeFileSync } from 'node:fs'
import { weightsToText } from './reply-weights.ts'
import { trainModel } from './train-model.ts'
import { trainingReplies } from './training-replies.ts'

/** Learns the weights anew from the texts in `training/`. Run with node after a change there; the same texts give the same file. */
writeFileSync(new URL('./weights.json', import.meta.url), weightsToText(trainModel(trainingReplies())))
