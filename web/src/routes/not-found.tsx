/** For an address that leads nowhere. */
import { ButtonLink } from '../ui/button.tsx';
import { CardPage } from '../ui/page.tsx';
import { PublicShell } from '../ui/shell.tsx';

export function NotFoundPage() {
  return (
    <PublicShell>
      <div className="flex flex-1 items-start pt-6 sm:pt-16">
        <CardPage title="There is nothing here">
          <p className="text-soft">The address may be mistyped, or what was here is gone.</p>
          <ButtonLink to="/" kind="primary">
            To the front page
          </ButtonLink>
        </CardPage>
      </div>
    </PublicShell>
  );
}
