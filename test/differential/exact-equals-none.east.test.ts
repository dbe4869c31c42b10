import { describeSameAnswers } from './same-answers.ts'
import { ACCOUNTS } from './seeds.ts'

describeSameAnswers(ACCOUNTS[0])
