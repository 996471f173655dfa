/// Who changed what, when and from where: table `audit`, append only.
package io.trunkline.api.audit;
