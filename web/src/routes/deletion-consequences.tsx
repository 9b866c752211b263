/** What deleting everything means, in the same words before every button that does it. */

export function DeletionConsequences() {
  return (
    <ul className="flex list-disc flex-col gap-1.5 pl-5 text-sm">
      <li>Publishing stops at once. Whatever waits is canceled and never goes out.</li>
      <li>Your access tokens are destroyed within a minute; nobody can use them any more, not even from a backup.</li>
      <li>Then your posts, drafts, uploads, connections, sessions and the whole activity log go. It takes some minutes.</li>
      <li>There is no way back, not even for us.</li>
      <li>What is already published stays where it is; Postora cannot remove it.</li>
      <li>The platform may still list Postora among your apps. You can remove it in its settings.</li>
    </ul>
  );
}
