import Link from "next/link";
import "./style.css";

export const metadata = { title: "Next on WhopShip", icons: "/logo.png" };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <header>
          <Link href="/">Next on WhopShip</Link> <small id="build">{process.env.BUILD_LABEL}</small>
        </header>
        <main>{children}</main>
      </body>
    </html>
  );
}
