import fs from 'fs';
import path from 'path';
import { exec } from 'child_process';
import AdmZip from 'adm-zip';
import crypto from 'crypto';

async function deploy(whopAppId: string, apiUrl: string, authToken: string) {
  // Step 1: Build with OpenNext
  console.log('Building with OpenNext...');
  await execAsync('npx @opennextjs/cloudflare build');
  
  // Step 2: Create artifact
  console.log('Creating deployment artifact...');
  const zip = new AdmZip();
  zip.addLocalFolder('.open-next', 'open-next');
  
  // Create meta.json
  const metadata = {
    nextVersion: getPackageVersion('next'),
    opennextVersion: getPackageVersion('@opennextjs/cloudflare'),
    wranglerVersion: getPackageVersion('wrangler'),
    nodeVersion: process.version,
    buildTime: Date.now(),
  };
  
  zip.addFile('meta.json', Buffer.from(JSON.stringify(metadata, null, 2)));
  
  const artifactPath = 'artifact.zip';
  zip.writeZip(artifactPath);
  
  // Calculate checksum
  const checksum = await calculateChecksum(artifactPath);
  metadata.checksum = checksum;
  
  // Step 3: Create deployment
  console.log('Creating deployment...');
  const createResponse = await fetch(`${apiUrl}/deployments`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Authorization': `Bearer ${authToken}`,
    },
    body: JSON.stringify({
      whopAppId,
      metadata,
      checksum,
    }),
  });
  
  if (!createResponse.ok) {
    throw new Error(`Failed to create deployment: ${await createResponse.text()}`);
  }
  
  const { deployment, uploadUrl } = await createResponse.json();
  console.log(`Deployment created: ${deployment.id}`);
  
  // Step 4: Upload artifact
  console.log('Uploading artifact...');
  const artifactBuffer = fs.readFileSync(artifactPath);
  
  const uploadResponse = await fetch(uploadUrl, {
    method: 'PUT',
    headers: {
      'Content-Type': 'application/zip',
    },
    body: artifactBuffer,
  });
  
  if (!uploadResponse.ok) {
    throw new Error(`Failed to upload artifact: ${await uploadResponse.text()}`);
  }
  
  console.log('Artifact uploaded successfully');
  
  // Step 5: Trigger deployment
  console.log('Triggering deployment...');
  const triggerResponse = await fetch(`${apiUrl}/deployments/${deployment.id}/trigger`, {
    method: 'POST',
    headers: {
      'Authorization': `Bearer ${authToken}`,
    },
  });
  
  if (!triggerResponse.ok) {
    throw new Error(`Failed to trigger deployment: ${await triggerResponse.text()}`);
  }
  
  console.log('Deployment triggered');
  
  // Step 6: Monitor status
  console.log('Monitoring deployment...');
  let status = 'building';
  let lastLogPosition = 0;
  
  while (status !== 'active' && status !== 'failed') {
    await sleep(5000); // Poll every 5 seconds
    
    const statusResponse = await fetch(`${apiUrl}/deployments/${deployment.id}`, {
      headers: {
        'Authorization': `Bearer ${authToken}`,
      },
    });
    
    const statusData = await statusResponse.json();
    status = statusData.deployment.status;
    
    console.log(`Status: ${status} (${statusData.deployment.rolloutStage || 'N/A'})`);
    
    // Stream logs
    try {
      const logsResponse = await fetch(`${apiUrl}/deployments/${deployment.id}/logs`, {
        headers: {
          'Authorization': `Bearer ${authToken}`,
        },
      });
      
      if (logsResponse.ok) {
        const logs = await logsResponse.text();
        const newLogs = logs.slice(lastLogPosition);
        if (newLogs) {
          process.stdout.write(newLogs);
          lastLogPosition = logs.length;
        }
      }
    } catch (error) {
      // Logs not available yet
    }
  }
  
  if (status === 'active') {
    const finalResponse = await fetch(`${apiUrl}/deployments/${deployment.id}`, {
      headers: {
        'Authorization': `Bearer ${authToken}`,
      },
    });
    const finalData = await finalResponse.json();
    
    console.log('\n✅ Deployment successful!');
    console.log(`🌐 URL: ${finalData.url}`);
  } else {
    console.log('\n❌ Deployment failed. Check logs for details.');
    throw new Error('Deployment failed');
  }
}

async function calculateChecksum(filePath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const hash = crypto.createHash('sha256');
    const stream = fs.createReadStream(filePath);
    
    stream.on('data', (data) => hash.update(data));
    stream.on('end', () => resolve(`sha256:${hash.digest('hex')}`));
    stream.on('error', reject);
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
