// Another implementation at work on documents that the tests give: one JSON object on stdin, one on stdout.
//
// {"documents": {url: document}, "now": moment, "tasks": [{"do": …}]} is answered by a list with one object for each task:
// what was made or found, or {"refused": why}. What a document names must stand in "documents": nothing is ever fetched.

import * as EcdsaMultikey from '@digitalbazaar/ecdsa-multikey';
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey';
import * as sd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as statusList from '@digitalbazaar/vc-bitstring-status-list';
import * as vc from '@digitalbazaar/vc';
import {createSignCryptosuite as ecdsaJcs, createVerifyCryptosuite as ecdsaJcsVerify} from '@digitalbazaar/ecdsa-jcs-2019-cryptosuite';
import {createSignCryptosuite as eddsaJcs, createVerifyCryptosuite as eddsaJcsVerify} from '@digitalbazaar/eddsa-jcs-2022-cryptosuite';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite as ecdsaRdfc} from '@digitalbazaar/ecdsa-rdfc-2019-cryptosuite';
import {cryptosuite as eddsaRdfc} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {text} from 'node:stream/consumers';

const {documents, now, tasks} = JSON.parse(await text(process.stdin));

const SIGNS = {
  'eddsa-rdfc-2022': () => eddsaRdfc,
  'eddsa-jcs-2022': () => eddsaJcs(),
  'ecdsa-rdfc-2019': () => ecdsaRdfc,
  'ecdsa-jcs-2019': () => ecdsaJcs(),
  'ecdsa-sd-2023': ({mandatoryPointers}) => sd.createSignCryptosuite({mandatoryPointers})
};
const CHECKS = {
  ...SIGNS,
  'eddsa-jcs-2022': () => eddsaJcsVerify(),
  'ecdsa-jcs-2019': () => ecdsaJcsVerify(),
  'ecdsa-sd-2023': () => sd.createVerifyCryptosuite()
};

// A task may bring documents of its own, such as a status list.
const loader = own => async url => {
  const document = own?.[url] ?? documents[url];
  if(document === undefined) {
    throw new Error(`not given: ${url}`);
  }
  return {contextUrl: null, documentUrl: url, document, tag: 'static'};
};

const reasons = error => [error, ...(error.errors ?? [])].map(({message}) => message).join('; ');

const checker = name => new DataIntegrityProof({cryptosuite: CHECKS[name]({})});

async function signs({suite, key, created, mandatoryPointers}) {
  const Multikey = suite.startsWith('eddsa') ? Ed25519Multikey : EcdsaMultikey;
  const signer = (await Multikey.from(key)).signer();
  return new DataIntegrityProof({signer, date: created, cryptosuite: SIGNS[suite]({mandatoryPointers})});
}

async function issue({credential, ...how}) {
  return vc.issue({credential: structuredClone(credential), suite: await signs(how), documentLoader: loader(), now});
}

// A presentation answers a challenge for a domain. The credentials inside bear proofs of the same suite.
async function present({presentation, challenge, domain, ...how}) {
  return vc.signPresentation({
    presentation: structuredClone(presentation), suite: await signs(how), challenge, domain, documentLoader: loader(), now
  });
}

async function verifyPresentation({suite, presentation, challenge, domain}) {
  const {verified, error} = await vc.verify({
    presentation: structuredClone(presentation), suite: checker(suite), challenge, domain, documentLoader: loader(), now
  });
  return {verified, error: error && reasons(error)};
}

async function verify({suite, credential, documents: own, anyStatus}) {
  const documentLoader = loader(own);
  const checkStatus = anyStatus ? () => ({verified: true}) :
    ({credential}) => statusList.checkStatus({credential, documentLoader, suite: checker(suite)});
  const {verified, error, statusResult} = await vc.verifyCredential({
    credential: structuredClone(credential), suite: checker(suite), documentLoader, checkStatus, now
  });
  // A bit that is set does not make a document unverified there: what it means is left to the reader.
  return {verified, error: error && reasons(error), set: statusResult?.results?.map(({status}) => status)};
}

function derive({credential, selectivePointers}) {
  const suite = new DataIntegrityProof({cryptosuite: sd.createDiscloseCryptosuite({selectivePointers})});
  return vc.derive({verifiableCredential: structuredClone(credential), suite, documentLoader: loader()});
}

async function encodeList({length, set}) {
  const list = await statusList.createList({length});
  set.forEach(index => list.setStatus(index, true));
  return list.encode();
}

async function decodeList({encodedList, indices}) {
  const list = await statusList.decodeList({encodedList});
  return {length: list.length, set: indices.filter(index => list.getStatus(index))};
}

// Seconds of processor time for one issue and one verification, after a few to warm up. What was signed for showing it in part
// is verified as shown.
async function time({rounds, warm, selectivePointers, ...task}) {
  const timed = async (times, step) => {
    const began = process.cpuUsage();
    for(let round = 0; round < times; ++round) {
      await step();
    }
    const {user, system} = process.cpuUsage(began);
    return (user + system) / 1e6 / times;
  };
  let credential;
  const issuing = async () => credential = await issue(task);
  const verifying = async () => {
    if(!(await verify({...task, credential, anyStatus: true})).verified) {
      throw new Error('what was issued does not verify');
    }
  };
  await timed(warm, issuing);
  const issued = await timed(rounds, issuing);
  if(selectivePointers) {
    credential = await derive({credential, selectivePointers});
  }
  await timed(warm, verifying);
  return {issue: issued, verify: await timed(rounds, verifying)};
}

const CAN = {issue, verify, present, verifyPresentation, derive, encodeList, decodeList, time};
const answers = [];
for(const {do: what, ...task} of tasks) {
  try {
    answers.push({made: await CAN[what](task)});
  } catch(error) {
    answers.push({refused: reasons(error)});
  }
}
console.log(JSON.stringify(answers));
