// Verifies a credential with @digitalbazaar/vc, its status list too: node digitalbazaar.mjs FOLDER
// FOLDER holds mark.json, did.json, status.json and contexts.json (address -> context). Prints one JSON object.

import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import multikeyContext from '@digitalbazaar/multikey-context';
import didContext from 'did-context';

const folder = process.argv[2];
const read = name => JSON.parse(readFileSync(join(folder, name)));
const [credential, issuer, status, pinned] = ['mark.json', 'did.json', 'status.json', 'contexts.json'].map(read);
const documents = new Map(Object.entries(pinned));
const multikey = multikeyContext.constants.CONTEXT_URL;
documents.set(multikey, multikeyContext.contexts.get(multikey));
documents.set(didContext.constants.DID_CONTEXT_URL, didContext.contexts.get(didContext.constants.DID_CONTEXT_URL));
documents.set(issuer.id, issuer);
documents.set(status.id, status);
for (const method of issuer.verificationMethod) {
  documents.set(method.id, {'@context': multikey, ...method});
}

const documentLoader = async url => {
  if (!documents.has(url)) throw new Error(`refused: ${url}`);
  return {contextUrl: null, documentUrl: url, document: documents.get(url)};
};
const suite = new DataIntegrityProof({cryptosuite});
const answer = await vc.verifyCredential({
  credential, suite, documentLoader,
  checkStatus: given => checkStatus({
    ...given, documentLoader, suite, verifyBitstringStatusListCredential: true, verifyMatchingIssuers: true,
  }),
});
console.log(JSON.stringify({
  verified: answer.verified,
  listVerified: answer.statusResult?.verified ?? null,
  bits: answer.statusResult?.results?.map(result => result.status) ?? [],
  error: answer.error ? String(answer.error.errors?.[0] ?? answer.error) : String(answer.statusResult?.error ?? ''),
}));
