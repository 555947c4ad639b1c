const { BUILD_LABEL = "dev", DEPLOYMENT_ID } = process.env;

/** @type {import('next').NextConfig} */
export default {
  // Baked into the code: says which build answered.
  env: { BUILD_LABEL },
  // Skew protection: pages ask for /_next/static/...?dpl=ID, so a page finds the files of its own build.
  ...(DEPLOYMENT_ID && { deploymentId: DEPLOYMENT_ID }),
};
