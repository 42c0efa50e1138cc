// npm's sm-crypto behind the questions of ours.cpp. Usage: node sm_crypto.js MODULES_FOLDER
const path = require('path')
const readline = require('readline')
const {sm2} = require(path.join(process.argv[2], 'sm-crypto'))

const options = {hash: true, userId: '1234567812345678'}
const bytes = (word) => Array.from(Buffer.from(word === '-' ? '' : word, 'hex'))

function answer(question, first, second, third) {
  if (question === 'public') return sm2.getPublicKeyFromPrivateKey(first).slice(2)
  if (question === 'sign') return sm2.doSignature(bytes(second), first, options)
  return sm2.doVerifySignature(bytes(second), third, '04' + first, options) ? 'yes' : 'no'
}

readline.createInterface({input: process.stdin}).on('line', (line) => console.log(answer(...line.split(' '))))
