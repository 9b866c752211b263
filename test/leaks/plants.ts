// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are source text
/**
 * Leaks that careful people have shipped, as changes to our own source. The search must find each of them, in the sink where it comes out,
 * or it proves nothing (T9.2).
 */
import type { Edit } from '../support/plant.ts';
import type { SinkName } from './sinks.ts';

export type Plant = { sink: SinkName; edits: readonly Edit[] };
const plant = (sink: SinkName, file: string, was: string, becomes: string): Plant => ({ sink, edits: [{ file, was, becomes }] });

export const plants = {
  logs_the_whole_request: plant(
    'logs',
    'functions/middleware/http.ts',
    'route: event.routeKey, status, ms, ...fields }',
    'route: event.routeKey, status, ms, seen: JSON.stringify(event), ...fields }',
  ),
  logs_the_words_of_foreign_errors: plant(
    'logs',
    'lib/log.ts',
    'error instanceof AppError || error instanceof Unexpected;',
    'error instanceof Error;',
  ),
  logs_the_query_of_the_callback: plant(
    'logs',
    'functions/connect/routes.ts',
    "'connect_failed', { provider,",
    "'connect_failed', { provider, query: JSON.stringify(query),",
  ),
  logs_the_upload_address: plant(
    'logs',
    'functions/publish/media.ts',
    'const { media, upload } = await startUpload(deps, {',
    "const { media, upload } = await startUpload({ ...deps, signUpload: async (input) => { const signed = await deps.signUpload(input); deps.log('info', 'upload', { url: signed.url }); return signed; } }, {",
  ),
  logs_the_mail: plant(
    'logs',
    'functions/mailer/mailer.ts',
    'await sendMailMessage(deps, message)',
    "await sendMailMessage({ ...deps, sendMail: async (mail) => { deps.log('info', 'mail', { body: Buffer.from(mail.html).toString('base64') }); return deps.sendMail(mail); } }, message)",
  ),
  logs_the_message_that_it_cannot_read: plant(
    'logs',
    'functions/middleware/queue.ts',
    "new Unexpected('the message is not JSON')",
    'new Unexpected(`the message is not JSON: ${text}`)',
  ),
  leaves_a_print_of_the_token: plant(
    'logs',
    'lib/app/with-token.ts',
    "return { bytes, token: Buffer.from(bytes).toString('utf8'), keyVersion, expiresAt };",
    "process.stderr.write(`${Buffer.from(bytes).toString('hex')}\\n`);\n  return { bytes, token: Buffer.from(bytes).toString('utf8'), keyVersion, expiresAt };",
  ),
  puts_the_token_into_an_error_message: plant(
    'logs',
    'lib/app/finish-connect.ts',
    "    'The permission to publish was not granted.",
    "    `${token}: ` + 'The permission to publish was not granted.",
  ),
  throws_fetch_errors_with_the_address: plant(
    'errors',
    'lib/providers/http.ts',
    "return { kind: 'no_answer', sent: sentBefore(error) };",
    'throw new Error(`the call of ${address} failed (${sentBefore(error)})`, { cause: error });',
  ),
  lets_lambda_print_what_failed: plant(
    'logs',
    'functions/sweeper/sweeper.ts',
    "throw new Unexpected('Part of the sweep failed; the log line before says why.');",
    'throw swept.failures[0];',
  ),
  shows_the_cause_in_the_problem: plant(
    'answers',
    'functions/middleware/problem.ts',
    'detail: known.message,',
    'detail: `${known.message} ${known.details.cause}`,',
  ),
  quotes_the_body_that_is_no_json: plant(
    'answers',
    'functions/middleware/request.ts',
    "'The body is not JSON.'",
    "`The body is not JSON: ${raw.toString('utf8').slice(0, 80)}`",
  ),
  names_fields_that_are_secrets: plant(
    'answers',
    'functions/middleware/request.ts',
    'const fieldName = /^(?:[A-Za-z_]{1,30}|\\w{1,11})$/;',
    'const fieldName = /^.*$/s;',
  ),
  echoes_the_cookie_in_a_header: plant(
    'answers',
    'functions/middleware/http.ts',
    "headers: { ...baseHeaders, 'x-request-id': requestId, ...type, ...reply.headers },",
    "headers: { ...baseHeaders, 'x-request-id': requestId, ...type, ...reply.headers, ...(reply.cookies ? { 'x-session': reply.cookies.join() } : {}) },",
  ),
  tells_direct_callers_the_secret: plant(
    'answers',
    'functions/middleware/http.ts',
    'remediation: `Use ${deps.publicOrigin}.`,',
    'remediation: `Use ${deps.publicOrigin}, or send x-postora-origin: ${await deps.originSecrets()}.`,',
  ),
  keeps_the_code_in_the_address: plant(
    'answers',
    'functions/connect/routes.ts',
    'return to(`problem=${error.code}${',
    "return to(`problem=${error.code}&code=${query['code']}${",
  ),
  sends_the_app_secret_to_the_browser: plant(
    'answers',
    'lib/providers/threads/access.ts',
    'clientId: (await appCredentials()).id',
    'clientId: (await appCredentials()).secret',
  ),
  keeps_the_answer_of_the_platform: plant(
    'table main',
    'lib/providers/threads/graph.ts',
    'isTransient: codes.is_transient ?? false,',
    'isTransient: codes.is_transient ?? false,\n    requestId: JSON.stringify(outcome.body),',
  ),
  stores_the_token_beside_the_sealed_one: plant(
    'table main',
    'lib/app/finish-connect.ts',
    '{ sealed, keyVersion, expiresAt, issuedAt,',
    "{ sealed, keyVersion, expiresAt, issuedAt, opened: [...accessToken].reverse().join(''),",
  ),
  copies_the_wrapped_key_to_main: plant(
    'table main',
    'lib/app/finish-connect.ts',
    '{ sealed, keyVersion, expiresAt, issuedAt,',
    "{ sealed, keyVersion, expiresAt, issuedAt, copy: Buffer.from(wrapped).toString('hex'),",
  ),
  stores_sessions_by_their_cookie: plant(
    'table main',
    'lib/app/redeem-link.ts',
    'deps.sessions.create(session, hashSecret(cookie))',
    'deps.sessions.create(session, cookie)',
  ),
  stores_states_as_they_are: plant(
    'table main',
    'lib/app/start-connect.ts',
    'deps.states.create(state, hashSecret(secret))',
    'deps.states.create(state, secret)',
  ),
  hashes_nothing: plant(
    'table main',
    'lib/aws/keyed-hash.ts',
    "createHmac('sha256', await readKey())\n      .update(`${purpose}\\n${value}`)\n      .digest('hex')",
    "Buffer.from(`${await readKey()}${createHmac('sha256', purpose).update(value).digest('hex')}`).toString('base64url')",
  ),
  counts_by_the_address_itself: plant(
    'table main',
    'lib/app/request-link.ts',
    'return passesUnknown(deps, input, emailHash);',
    "return passesUnknown(deps, input, Buffer.from(address).toString('base64'));",
  ),
  writes_the_post_into_the_audit_trail: plant(
    'table main',
    'lib/app/approve-post.ts',
    "'post_approved', { post: postId,",
    "'post_approved', { said: encodeURIComponent(post.text), post: postId,",
  ),
  keeps_the_data_key_with_the_wrapped_one: plant(
    'table vault',
    'lib/aws/token-sealer.ts',
    "randomBytes).toString('base64'), wrapped };",
    "randomBytes).toString('base64'), wrapped: Buffer.concat([wrapped, plaintext]) };",
  ),
  queues_the_address: plant(
    'queue mail',
    'lib/app/accept-invite.ts',
    'sendLink(deps, { emailHash, browserHash: input.browserHash })',
    'sendLink(deps, { emailHash: invite.address, browserHash: input.browserHash })',
  ),
  queues_what_was_asked: plant(
    'queue export',
    'lib/app/ask-for-export.ts',
    "{ kind: 'export', user_id: user.id,",
    "{ kind: 'export', to: user.address, user_id: user.id,",
  ),
  queues_who_is_to_be_erased: plant(
    'queue erase',
    'lib/app/request-deletion.ts',
    '  await sendEraseMessage(deps, deletion.code);',
    "  await deps.sendMessage('erase', { kind: 'deletion', code: deletion.code, of: user.address });",
  ),
  remembers_the_address_in_the_ledger: plant(
    'table ledger',
    'lib/app/stop-subject.ts',
    "await deps.keyedHash('subject', target.userId);",
    "(await deps.users.get(target.userId))?.address ?? '';",
  ),
  logs_the_code_of_a_deletion: plant(
    'logs',
    'functions/eraser/eraser.ts',
    '({ ...(await work(deps, message)) })',
    '({ ...(await work(deps, message)), ...message })',
  ),
  queues_the_invite: plant('queue mail', 'lib/app/invite-user.ts', 'invite_hash: hashSecret(token)', 'invite_hash: token'),
  groups_messages_by_what_was_written: plant(
    'queue publish',
    'lib/app/approve-post.ts',
    'for (const p of next) await sendPublishMessage(deps, p);',
    'for (const p of next) await sendPublishMessage({ ...deps, sendMessage: (queue, message, options) => deps.sendMessage(queue, message, { ...options, group: post.text }) }, p);',
  ),
  repeats_the_address_in_the_mail: plant(
    'mails',
    'lib/app/mail-texts.ts',
    'const text = `${lead}\\n\\n${url}\\n\\n${after}\\n`;',
    "const text = `${lead}\\n\\n${url}\\n\\n${after}\\n\\nSent to ${Buffer.from(to).toString('base64')}\\n`;",
  ),
  binds_keys_to_the_handle: plant(
    'key contexts',
    'lib/core/connection.ts',
    '  user: c.userId,\n  provider',
    '  user: c.username,\n  provider',
  ),
  forgets_to_clear_the_data_key: plant('cleared buffers', 'lib/aws/token-sealer.ts', '        plaintext.fill(0);\n', ''),
  forgets_to_clear_the_token: plant('cleared buffers', 'lib/app/with-token.ts', '    opened?.bytes.fill(0);\n', ''),
  sends_the_token_in_the_address: plant(
    'calls to threads',
    'lib/providers/threads/graph.ts',
    '...(query ? { query } : {}),',
    'query: { ...query, ...(token === undefined ? {} : { access_token: token }) },',
  ),
  remembers_the_token_of_a_preparation: plant(
    'provider sandbox',
    'lib/providers/sandbox/publishing.ts',
    'memo: { container_id: made.value }, waitMs',
    "memo: { container_id: made.value, by: Buffer.from(token).toString('base64') }, waitMs",
  ),
  names_files_by_the_address_of_their_owner: plant(
    'files',
    'functions/publish/media.ts',
    'userId: caller.user.id,\n      contentType',
    'userId: caller.user.address,\n      contentType',
  ),
  exports_items_as_they_are_stored: plant(
    'exports',
    'lib/store/export-source.ts',
    'yield exportedPart(kind, item);',
    'yield { ...exportedPart(kind, item), stored: JSON.stringify(item) };',
  ),
  puts_a_secret_into_the_environment: plant(
    'templates',
    'infra/constructs/environment.ts',
    'STAGE: settings.stage,',
    "STAGE: settings.stage,\n      THREADS_APP_SECRET: process.env['THREADS_APP_SECRET'] ?? '',",
  ),
  signs_bundles_with_a_secret: plant(
    'bundles',
    'infra/constructs/bundling.ts',
    'logLevel: LogLevel.WARNING,',
    "logLevel: LogLevel.WARNING,\n  banner: `/* ${process.env['HASH_KEY']} */`,",
  ),
  builds_a_secret_into_the_console: plant(
    'console',
    'web/vite.config.ts',
    'plugins: [react(), tailwindcss(), publicPagesPlugin(mode)],',
    "plugins: [react(), tailwindcss(), publicPagesPlugin(mode), { name: 'stage', transformIndexHtml: (html) => html.replace('</head>', `<meta name=\"stage\" content=\"${encodeURIComponent(process.env['VITE_ORIGIN_SECRET'] ?? '')}\"></head>`) }],",
  ),
  lets_the_laptop_log_requests: plant(
    'laptop logs',
    'local/http-api.ts',
    '      const { functionName, key } = match.route;\n',
    '      const { functionName, key } = match.route;\n      warn(`${key} ${JSON.stringify(request.headers)}`);\n',
  ),
} as const satisfies Record<string, Plant>;
export type PlantName = keyof typeof plants;
