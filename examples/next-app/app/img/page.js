import Image from "next/image";

export default function Img() {
  return (
    <>
      <h1>An image</h1>
      <Image src="/logo.png" width={128} height={128} alt="logo" />
    </>
  );
}
