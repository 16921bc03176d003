import { type LoaderFunctionArgs, redirect } from "@remix-run/node";
import { Outlet } from "@remix-run/react";
import { Tabs } from "../components/tabs.tsx";
import { answerPage } from "../web/answer-page.server.ts";

const sections = [
  { to: "/app/settings/workspace", label: "Workspace" },
  { to: "/app/settings/inboxes", label: "Inboxes" },
];

/** The sections of the settings; each is a page with a heading of its own. */
export async function loader(args: LoaderFunctionArgs) {
  return answerPage(args, async ({ url }) => {
    if (/^\/app\/settings\/?$/.test(url.pathname)) throw redirect("/app/settings/workspace", 303);
    return null;
  });
}

export default function SettingsLayout() {
  return (
    <>
      <div className="mb-6">
        <Tabs label="Settings" tabs={sections} />
      </div>
      <Outlet />
    </>
  );
}
